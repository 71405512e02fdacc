"""Telling digits from what is not a digit by the reconstruction error alone.

An autoencoder gives back well what it has learned, and badly what it has not, so a large error
marks the unusual: the idea behind finding forged banknotes without ever having seen one
(Japkowicz, Myers and Gluck, "A Novelty Detection Approach to Classification", 1995).
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
from core.data import CATALOGUE, Dataset, load, to_float
from core.errors import DataError
from core.inference import encodings
from core.inference.encodings import CHUNK
from core.inference.progress import OnProgress, ignore_progress
from core.noise import seeded
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Other:
    """A kind of pictures that are not what the autoencoder was trained on."""

    title: str
    about: str
    """One plain sentence."""


@dataclass(frozen=True)
class _Made(Other):
    make: Callable[[Tensor, torch.Generator], Tensor]
    """uint8 (N, 28, 28) digits -> as many other pictures, uint8 (N, 28, 28)"""


def _uniform(images: Tensor, generator: torch.Generator) -> Tensor:
    return torch.randint(0, 256, images.shape, generator=generator, dtype=torch.uint8)


def _shuffled(images: Tensor, generator: torch.Generator) -> Tensor:
    order = torch.rand(images.flatten(1).shape, generator=generator).argsort(1)
    return images.flatten(1).gather(1, order).reshape(images.shape)


MADE: dict[str, _Made] = {
    "rotated": _Made(
        "Digits turned by 90°",
        "The same test digits, lying on their side.",
        lambda images, _: images.rot90(1, (1, 2)),
    ),
    "flipped": _Made(
        "Mirrored digits",
        "The same test digits, left and right exchanged; a mirrored 0, 1 or 8 is still a digit.",
        lambda images, _: images.flip(2),
    ),
    "negative": _Made(
        "Negatives",
        "The same test digits, black on white.",
        lambda images, _: 255 - images,
    ),
    "shuffled": _Made(
        "Digits with their pixels shuffled",
        "As much ink as each test digit has, at random places.",
        _shuffled,
    ),
    "uniform": _Made("Pure noise", "Every pixel a random grey between black and white.", _uniform),
}
CLASS = "class-"  # and the class's index: its digits against those of the other classes


def others(dataset: Dataset) -> dict[str, Other]:
    """Everything that the digits can be told from, by key, whether it can be had or not."""
    sets = {
        name: Other(entry.title, f"The test images of {entry.title}, made by other hands.")
        for name, entry in CATALOGUE.items()
        if name != dataset.name
    }
    held = {
        f"{CLASS}{index}": Other(
            f"Digits of class {name} alone",
            f"The test digits of class {name} against those of the other classes. A network that "
            "has seen this class in training finds them no more unusual than the others.",
        )
        for index, name in enumerate(dataset.classes)
    }
    return {**MADE, **sets, **held}


@dataclass(frozen=True, eq=False)
class Comparison:
    """The errors of usual digits and of other pictures, and how well they are told apart."""

    usual: Floats
    """(N,) squared error of each digit, summed over its pixels"""
    other: Floats
    """(M,) the same of the other pictures"""

    @property
    def auc(self) -> float:
        """Area under the ROC curve in [0, 1]: the chance that another picture errs more."""
        return float(roc_auc_score(*self._labelled()))

    def roc(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """False alarms and finds, in [0, 1], for every threshold that makes a difference."""
        wrong, found, _ = roc_curve(*self._labelled())
        return wrong, found

    def at(self, threshold: float) -> "Counts":
        """What is refused with an error above ``threshold``."""
        return Counts(
            int((self.usual <= threshold).sum()),
            int((self.usual > threshold).sum()),
            int((self.other <= threshold).sum()),
            int((self.other > threshold).sum()),
        )

    def threshold(self, refused: float) -> float:
        """The threshold that refuses this share of the usual digits, or the next smaller one."""
        return float(np.quantile(self.usual, 1 - refused, method="higher"))

    def high_error(self) -> float:
        """An error that all but a few of both kinds stay below: where an axis may end."""
        return float(max(np.quantile(self.usual, 0.999), np.quantile(self.other, 0.98)))

    def least_unusual(self, count: int) -> NDArray[np.int64]:
        """Places of the ``count`` other pictures with the smallest errors, the smallest first."""
        return np.argsort(self.other, kind="stable")[:count].astype(np.int64)

    def _labelled(self) -> tuple[NDArray[np.bool_], Floats]:
        truth = np.r_[np.zeros(len(self.usual), bool), np.ones(len(self.other), bool)]
        return truth, np.r_[self.usual, self.other]


@dataclass(frozen=True)
class Counts:
    """The four outcomes of a threshold, in pictures."""

    passed: int  # usual digits let through
    alarms: int  # usual digits refused
    missed: int  # other pictures let through
    found: int  # other pictures refused


def compare(
    autoencoder: str,
    dataset: Dataset,
    other: str,
    seed: int = 0,
    on_progress: OnProgress = ignore_progress,
) -> Comparison:
    """The autoencoder's errors on the test digits and on another kind of picture.

    Kept by content. Raises DataError where the other pictures cannot be had, CheckpointError for
    a model that does not reconstruct.
    """
    usual = encodings.reconstruction_errors(autoencoder, dataset.name, "test", on_progress)
    if other.startswith(CLASS):
        mask = dataset.split("test").labels.numpy() == int(other.removeprefix(CLASS))
        if mask.all() or not mask.any():
            raise DataError("The test digits hold no two classes to compare.")
        return Comparison(usual[~mask], usual[mask])
    if other not in MADE:
        return Comparison(
            usual, encodings.reconstruction_errors(autoencoder, other, "test", on_progress)
        )
    return Comparison(usual, _made_errors(autoencoder, dataset, other, seed, on_progress))


def pictures(dataset: Dataset, other: str, seed: int = 0) -> Tensor:
    """The other pictures themselves: uint8 (M, 28, 28), in the order of their errors' places."""
    test = dataset.split("test")
    if other.startswith(CLASS):
        return test.images[test.labels == int(other.removeprefix(CLASS))]
    if other not in MADE:
        return load(other).split("test").images
    return MADE[other].make(test.images, seeded(seed))


def _made_errors(
    autoencoder: str, dataset: Dataset, other: str, seed: int, on_progress: OnProgress
) -> Floats:
    require_task(pool().card(autoencoder), "reconstruct")
    key = content_key(
        version=1,
        what="errors of other pictures",
        checkpoint=pool().store.digest(autoencoder),
        data=dataset.fingerprint,
        other=other,
        seed=seed,
    )

    def compute() -> Arrays:
        module = pool().module(autoencoder)
        images = pictures(dataset, other, seed)
        parts = []
        for piece in inference.batches(len(images), CHUNK):
            x = to_float(images[piece])
            parts.append(inference.squared_errors(x, inference.reconstruct(module, x)))
            on_progress(piece.stop, len(images))
        return {"errors": torch.cat(parts).numpy()}

    return cached(key, compute)["errors"].astype(np.float32, copy=False)
