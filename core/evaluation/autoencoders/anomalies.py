"""Anomaly detection by reconstruction error.

An autoencoder reconstructs well what it has learned and badly what it has not, so a large error
marks an anomaly (Japkowicz, Myers and Gluck, "A Novelty Detection Approach to Classification",
1995).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score, roc_curve
from torch import Tensor

from core import inference
from core.checkpoints.pool import pool, require_task
from core.data import Dataset, entry_named, load, names, to_float
from core.errors import DataError
from core.inference import encodings
from core.inference.encodings import CHUNK
from core.inference.progress import OnProgress, ignore_progress
from core.noise import make_generator
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Kind:
    """A kind of pictures to compare the digits with."""

    title: str
    about: str
    """One plain sentence."""


@dataclass(frozen=True)
class _Generation(Kind):
    make: Callable[[Tensor, torch.Generator], Tensor]
    """Turns digits into as many other pictures; both are uint8 (N, H, W)."""


def _uniform(images: Tensor, generator: torch.Generator) -> Tensor:
    return torch.randint(0, 256, images.shape, generator=generator, dtype=torch.uint8)


def _shuffle(images: Tensor, generator: torch.Generator) -> Tensor:
    order = torch.rand(images.flatten(1).shape, generator=generator).argsort(1)
    return images.flatten(1).gather(1, order).reshape(images.shape)


QUARTER_TURN = "rotated"

GENERATED: dict[str, _Generation] = {
    QUARTER_TURN: _Generation(
        "Digits turned by 90°",
        "The same test digits, lying on their side.",
        lambda images, _: images.rot90(1, (-2, -1)),
    ),
    "flipped": _Generation(
        "Mirrored digits",
        "The same test digits, left and right exchanged; symmetric ones hardly change.",
        lambda images, _: images.flip(-1),
    ),
    "negative": _Generation(
        "Negatives",
        "The same test digits with black and white exchanged.",
        lambda images, _: 255 - images,
    ),
    "shuffled": _Generation(
        "Digits with their pixels shuffled",
        "As much ink as each test digit has, at random places.",
        _shuffle,
    ),
    "uniform": _Generation("Pure noise", "Every value of every pixel drawn at random.", _uniform),
}
CLASS = "class-"  # prefix of a class's index: its digits against those of the other classes
SET = "set-"  # prefix of a data set's name, which may be "negative" or begin with "class-"


def kinds(dataset: Dataset) -> dict[str, Kind]:
    """All kinds of pictures to compare a data set with, by key, whether available or not."""
    sets = {
        f"{SET}{name}": Kind(entry.title, f"The test images of {entry.title}, from another source.")
        for name in names()
        for entry in [entry_named(name)]
        if name != dataset.name and entry.shape == dataset.shape
    }
    classes = {
        f"{CLASS}{index}": Kind(
            f"Digits of class {name} alone",
            f"The test digits of class {name} against those of the other classes. A network that "
            "has seen this class in training finds them no more unusual than the others.",
        )
        for index, name in enumerate(dataset.classes)
    }
    generations = dict(GENERATED)
    if dataset.shape[1] != dataset.shape[2]:
        del generations[QUARTER_TURN]  # turned pictures have a shape that the networks do not take
    return {**generations, **sets, **classes}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Errors of normal digits and of anomalous pictures, and how well they separate."""

    normal: Floats
    """float32 (N,), squared error of each digit, summed over its pixels."""
    anomalous: Floats
    """float32 (M,), squared error of each anomalous picture."""

    @property
    def auc(self) -> float:
        """Area under the ROC curve: probability that an anomaly has the larger error."""
        return float(roc_auc_score(*self._labels_and_errors()))

    def roc(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """False alarm and detection rates, in [0, 1], over all thresholds."""
        false_alarm_rate, detection_rate, _ = roc_curve(*self._labels_and_errors())
        return false_alarm_rate, detection_rate

    def counts(self, threshold: float) -> "Counts":
        """Outcomes if errors above ``threshold`` count as anomalies."""
        return Counts(
            int((self.normal <= threshold).sum()),
            int((self.normal > threshold).sum()),
            int((self.anomalous <= threshold).sum()),
            int((self.anomalous > threshold).sum()),
        )

    def threshold_for(self, false_alarm_rate: float) -> float:
        """Threshold with at most this share of false alarms among the normal digits."""
        return threshold_for(self.normal, false_alarm_rate)

    def high_error(self) -> float:
        """Error that most pictures of both kinds stay below, as the end of an axis."""
        return float(max(np.quantile(self.normal, 0.999), np.quantile(self.anomalous, 0.98)))

    def least_unusual(self, count: int) -> NDArray[np.int64]:
        """Positions of the ``count`` anomalous pictures with the smallest errors, in order."""
        return np.argsort(self.anomalous, kind="stable")[:count].astype(np.int64)

    def _labels_and_errors(self) -> tuple[NDArray[np.bool_], Floats]:
        truth = np.r_[np.zeros(len(self.normal), bool), np.ones(len(self.anomalous), bool)]
        return truth, np.r_[self.normal, self.anomalous]


def threshold_for(normal: Floats, false_alarm_rate: float) -> float:
    """Error that at most this share of ``normal``, float32 (N,), exceeds."""
    return float(np.quantile(normal, 1 - false_alarm_rate, method="higher"))


@dataclass(frozen=True)
class Counts:
    """The four outcomes of a threshold, in pictures."""

    accepted: int  # normal digits below the threshold
    false_alarms: int  # normal digits above it
    missed: int  # anomalies below it
    detected: int  # anomalies above it


def compare(
    autoencoder: str,
    dataset: Dataset,
    kind: str,
    seed: int = 0,
    on_progress: OnProgress = ignore_progress,
) -> Comparison:
    """Errors of an autoencoder on the test digits and on a kind of pictures; cached by content.

    ``kind`` is a key of `kinds`. Raises DataError if its pictures are not available,
    CheckpointError for a checkpoint that does not reconstruct.
    """
    errors = encodings.reconstruction_errors(autoencoder, dataset.name, "test", on_progress)
    if kind.startswith(CLASS):
        mask = dataset.split("test").labels.numpy() == int(kind.removeprefix(CLASS))
        if mask.all() or not mask.any():
            raise DataError(
                "Fewer than two classes are among the test digits: choose other pictures."
            )
        return Comparison(errors[~mask], errors[mask])
    if kind.startswith(SET):
        other = kind.removeprefix(SET)
        return Comparison(
            errors, encodings.reconstruction_errors(autoencoder, other, "test", on_progress)
        )
    return Comparison(errors, _generated_errors(autoencoder, dataset, kind, seed, on_progress))


def pictures(dataset: Dataset, kind: str, seed: int = 0) -> Tensor:
    """The pictures of a kind, uint8 (M, H, W), in the order of `Comparison.anomalous`."""
    test = dataset.split("test")
    if kind.startswith(CLASS):
        return test.images[test.labels == int(kind.removeprefix(CLASS))]
    if kind.startswith(SET):
        return load(kind.removeprefix(SET)).split("test").images
    return GENERATED[kind].make(test.images, make_generator(seed))


def _generated_errors(
    autoencoder: str, dataset: Dataset, kind: str, seed: int, on_progress: OnProgress
) -> Floats:
    require_task(pool().card(autoencoder), "reconstruct")
    key = content_key(
        version=1,
        what="errors of other pictures",
        checkpoint=pool().store.digest(autoencoder),
        data=dataset.fingerprint,
        other=kind,
        seed=seed,
    )

    def compute() -> Arrays:
        module = pool().module(autoencoder)
        images = pictures(dataset, kind, seed)
        parts = []
        for piece in inference.batches(len(images), CHUNK):
            x = to_float(images[piece])
            parts.append(inference.squared_errors(x, inference.reconstruct(module, x)))
            on_progress(piece.stop, len(images))
        return {"errors": torch.cat(parts).numpy()}

    return cached(key, compute)["errors"].astype(np.float32, copy=False)
