"""Detector of non-digits beside the classifier: whether a picture shows a digit, and which.

A small network weighs the classifier's features and outputs, the reconstruction error of an
autoencoder (Japkowicz, Myers and Gluck, "A Novelty Detection Approach to Classification", 1995),
and the distance of its latent vector from those of digits (Lee et al., "A Simple Unified Framework
for Detecting Out-of-Distribution Samples", 2018). It is trained on MNIST's training digits, as they
are and deformed, against the pictures of `core.images.nondigits.examples`; see
`core.images.nondigits.calibrating`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from torch import Tensor

from core import inference
from core.checkpoints.pool import pool
from core.errors import CheckpointError
from core.settings import settings
from core.text.numbers import percent
from models import Network
from models.classifier import Classifier

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]
Verdict = Literal["digit", "doubt", "none"]

CLASSIFIER, AUTOENCODER = "clf-conv", "ae-conv-16"
FOLDER, FILE = "detectors", "digits.safetensors"
RIVAL = 0.2  # probability at which a second class is worth naming
_CLAMP = 6.0  # standard deviations at which features are clipped
_CHANGED = 0.05  # of confidence: smaller changes are not mentioned
_AT_THRESHOLD = 0.5  # the confidence of a picture exactly at the threshold


@dataclass(frozen=True)
class Opinion:
    """What the detector and the classifier say about one picture."""

    digit: int
    """the likeliest class"""
    probability: float
    """probability of that class, in [0, 1]"""
    rival: int
    """the second likeliest class"""
    rival_probability: float
    confidence: float
    """how surely it is a digit, in [0, 1]; the verdict is "none" below 0.5"""
    error: float
    """squared error of the autoencoder, summed over the pixels"""
    distance: float
    """of the latent vector from the nearest class, in standard deviations"""
    verdict: Verdict
    reasons: tuple[str, ...]
    """sentences with the figures behind the verdict"""

    @property
    def text(self) -> str:
        """The verdict for people: "7", "7 or 1?" or "not a digit, closest is 7"."""
        if self.verdict == "none":
            return f"not a digit, closest is {self.digit}"
        if self.verdict == "digit":
            return str(self.digit)
        if self.rival_probability >= RIVAL:
            return f"{self.digit} or {self.rival}?"
        return f"{self.digit}?"


@dataclass(frozen=True, eq=False)
class Evidence:
    """Inputs of the detector for N pictures; all are float32."""

    features: Floats
    """(N, F): the classifier's last hidden layer"""
    logits: Floats
    """(N, 10)"""
    latent: Floats
    """(N, L): the autoencoder's"""
    errors: Floats
    """(N,): squared errors, summed over the pixels"""


def evidence(images: Pixels, classifier: Classifier, autoencoder: Network) -> Evidence:
    """Run both networks over uint8 (N, 28, 28)."""
    x = torch.from_numpy(images[:, None].astype(np.float32) / 255)
    features = inference.encode(classifier, x)
    with torch.inference_mode():
        logits = classifier.classify_latent(features)
    latent = inference.encode(autoencoder, x)
    errors = inference.squared_errors(x, inference.decode(autoencoder, latent).clamp(0, 1))
    return Evidence(features.numpy(), logits.numpy(), latent.numpy(), errors.numpy())


@dataclass(frozen=True, eq=False)
class Weights:
    """Parameters of the detector, as its file holds them."""

    mean: Tensor
    """(F,) of the classifier's features"""
    scale: Tensor
    """(F,)"""
    class_means: Tensor
    """(10, L): means of the classes in the latent space"""
    precision: Tensor
    """(L, L): inverse covariance within the classes"""
    hidden: Tensor
    """(H, F + 4): hidden units of all members, whose log odds are averaged"""
    hidden_bias: Tensor
    """(H,)"""
    out: Tensor
    """(H,)"""
    out_bias: Tensor
    """(1,)"""

    def distances(self, latent: Floats) -> Floats:
        """Mahalanobis distance (N,) from the nearest class."""
        apart = latent[:, None] - self.class_means.numpy()[None]
        squared = np.einsum("nkd,de,nke->nk", apart, self.precision.numpy(), apart).min(1)
        return np.sqrt(np.maximum(squared, 0)).astype(np.float32)

    def inputs(self, seen: Evidence) -> Tensor:
        """Inputs of the small network: float32 (N, F + 4)."""
        features = (torch.from_numpy(seen.features) - self.mean) / self.scale
        logits = torch.from_numpy(seen.logits)
        more = [
            torch.from_numpy(np.log(seen.errors + 0.1)),
            torch.from_numpy(self.distances(seen.latent) / 4 - 1),
            logits.logsumexp(1) / 5 - 2,
            logits.softmax(1).amax(1) * 2 - 1,
        ]
        return torch.cat([features.clamp(-_CLAMP, _CLAMP), torch.stack(more, 1)], 1)

    def scores(self, seen: Evidence) -> Floats:
        """Log odds of being a digit, (N,)."""
        hidden = torch.relu(self.inputs(seen) @ self.hidden.T + self.hidden_bias)
        return (hidden @ self.out + self.out_bias).numpy()


@dataclass(frozen=True)
class Figures:
    """Thresholds and usual values of the detector, as the header of its file holds them."""

    threshold: float
    """log odds below which a picture is called no digit"""
    spread: float
    """log odds between the threshold and the median of digits"""
    usual_error: float
    """99 % of MNIST's digits have a smaller squared error"""
    usual_distance: float
    """99 % of MNIST's digits are nearer"""
    least_probability: float
    """probability of the likeliest class below which the reading is in doubt"""


@dataclass(frozen=True)
class Measures:
    """How well the detector tells MNIST's test digits from non-digits, as shares in [0, 1]."""

    auroc: float
    """area under the ROC curve"""
    digits_refused: float
    """share of the test digits that are called no digit (false alarms)"""
    digits_doubted: float
    """share of the test digits that are called no digit, or are in doubt"""
    others_found: float
    """share of the other pictures that are called no digit"""


class Detector:
    """Says which digit a picture shows, and whether it shows one."""

    def __init__(
        self,
        classifier: Classifier,
        autoencoder: Network,
        weights: Weights,
        figures: Figures,
        measures: Measures,
    ) -> None:
        """The networks must be those that the weights were fitted to."""
        self.classifier = classifier
        self.autoencoder = autoencoder
        self.weights = weights
        self.figures = figures
        self.measures = measures

    def confidences(self, images: Pixels) -> Floats:
        """How surely each picture, uint8 (N, 28, 28), is a digit: float32 (N,) in [0, 1]."""
        return self._confidences(evidence(images, self.classifier, self.autoencoder))

    def _confidences(self, seen: Evidence) -> Floats:
        above = (self.weights.scores(seen) - self.figures.threshold) / self.figures.spread
        return (1 / (1 + np.exp(-np.clip(4 * above, -30, 30)))).astype(np.float32)

    def opinions(
        self, images: Pixels, confidences: Sequence[float | None] | None = None
    ) -> list[Opinion]:
        """Opinion on each image, uint8 (N, 28, 28).

        ``confidences`` is how surely each is a digit given the rest of its picture, (N,) in [0, 1];
        None for an image that is judged alone.
        """
        seen = evidence(images, self.classifier, self.autoencoder)
        probabilities = torch.from_numpy(seen.logits).softmax(1).numpy()
        distances = self.weights.distances(seen.latent)
        alone = self._confidences(seen).tolist()
        beside = confidences or [None] * len(images)
        return [
            self._opinion(*row)
            for row in zip(
                probabilities,
                alone,
                beside,
                seen.errors.tolist(),
                distances.tolist(),
                strict=True,
            )
        ]

    def _opinion(
        self,
        probabilities: Floats,
        alone: float,
        beside: float | None,
        error: float,
        distance: float,
    ) -> Opinion:
        confidence = alone if beside is None else beside
        order = np.argsort(-probabilities)
        digit, rival = int(order[0]), int(order[1])
        first, second = float(probabilities[digit]), float(probabilities[rival])
        verdict: Verdict = "digit"
        if confidence < _AT_THRESHOLD:
            verdict = "none"
        elif first < self.figures.least_probability or alone < _AT_THRESHOLD:
            verdict = "doubt"
        usual = self.figures
        reasons = (
            f"The classifier gives {percent(first, 1)} to {digit} and {percent(second, 1)} to "
            f"{rival}.",
            f"The autoencoder reconstructs it with an error of {error:.1f}; 99 % of MNIST's "
            f"digits stay below {usual.usual_error:.1f}.",
            f"Its latent vector lies {distance:.1f} standard deviations from the nearest class; "
            f"99 % of MNIST's digits stay below {usual.usual_distance:.1f}.",
            f"Overall it is a digit with {percent(confidence)} confidence; below 50 % it counts as "
            "no digit.",
        )
        if abs(alone - confidence) > _CHANGED:
            way = "lower" if confidence < alone else "raise"
            reasons += (
                f"By itself it would be one with {percent(alone)}; the other marks in the picture "
                f"{way} that.",
            )
        return Opinion(
            digit, first, rival, second, confidence, error, distance, verdict, tuple(reasons)
        )


def detector() -> Detector | None:
    """The shipped detector, or None if its file or the networks it was fitted to are missing."""
    path = settings().checkpoints / FOLDER / FILE
    try:
        digests = tuple(pool().store.digest(name) for name in (CLASSIFIER, AUTOENCODER))
        return _load(path, path.stat().st_mtime_ns, digests)
    except (OSError, CheckpointError):
        return None


@lru_cache(maxsize=2)
def _load(path: Path, _changed: int, digests: Sequence[str]) -> Detector | None:
    try:
        with safe_open(path, "pt") as file:
            header = json.loads(file.metadata()["detector"])
            weights = Weights(
                **{name: file.get_tensor(name).float() for name in Weights.__dataclass_fields__}
            )
        figures, measures = Figures(**header["figures"]), Measures(**header["measures"])
    except (SafetensorError, KeyError, TypeError, ValueError):
        return None
    if tuple(header.get("digests", ())) != digests:
        return None
    classifier = pool().module(CLASSIFIER)
    if not isinstance(classifier, Classifier):
        return None
    return Detector(classifier, pool().module(AUTOENCODER), weights, figures, measures)
