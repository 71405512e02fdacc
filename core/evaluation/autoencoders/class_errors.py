"""Reconstruction errors of an autoencoder, per digit and per class."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from core import data as datasets
from core import inference
from core.checkpoints.pool import pool
from core.data import Dataset, load, lookup
from core.data.dataset import Split
from core.evaluation import metrics
from core.evaluation.classifiers import robustness
from core.inference import encodings
from core.inference.progress import OnProgress, ignore_progress

SPREAD = 6  # typical digits of a data set without classes


@dataclass(frozen=True, eq=False)
class Errors:
    """Squared error of N digits, summed over their pixels, in the order of their rows."""

    autoencoder: str
    split: Split
    rows: NDArray[np.int64]
    """int64 (N,), stable row ids."""
    labels: NDArray[np.int64]
    """int64 (N,), true classes."""
    values: NDArray[np.float32]
    """float32 (N,), at least 0."""
    classes: tuple[str, ...]

    @property
    def mean(self) -> float:
        """Mean over all digits."""
        return float(self.values.mean(dtype=np.float64))

    @property
    def per_class(self) -> tuple[float, ...]:
        """Mean over the digits of each class; NaN for a class without digits."""
        return metrics.per_class(
            torch.from_numpy(self.values.copy()), torch.from_numpy(self.labels), len(self.classes)
        )

    def best_and_worst_class(self) -> tuple[int, int]:
        """Indices of the classes with the smallest and the largest mean error."""
        return int(np.nanargmin(self.per_class)), int(np.nanargmax(self.per_class))

    def typical(self) -> NDArray[np.int64]:
        """Position of the digit with the median error in each class that has digits.

        Without classes, `SPREAD` positions evenly spaced from the smallest error to the largest.
        """
        if not self.classes:
            order = self.ranking(False, len(self.values))
            steps = np.linspace(0, len(order) - 1, min(SPREAD, len(order)))
            return order[steps.round().astype(np.int64)]
        places = (self.ranking(False, len(self.values), at) for at in range(len(self.classes)))
        return np.array([order[len(order) // 2] for order in places if len(order)], np.int64)

    def ranking(self, worst: bool, count: int, label: int | None = None) -> NDArray[np.int64]:
        """Positions of the ``count`` worst (or best) digits, in order, of one class or of all."""
        places = np.arange(len(self.values))
        if label is not None:
            places = places[self.labels == label]
        order = np.argsort(self.values[places], kind="stable")
        return places[order[::-1] if worst else order][:count]


def measure(
    autoencoder: str, dataset: str, split: Split, on_progress: OnProgress = ignore_progress
) -> Errors:
    """Measure an autoencoder's errors on a split; cached by content.

    Raises CheckpointError for a checkpoint that does not reconstruct.
    """
    errors = encodings.reconstruction_errors(autoencoder, dataset, split, on_progress)
    data = load(dataset)
    part = data.split(split)
    return Errors(autoencoder, split, part.rows.numpy(), part.labels.numpy(), errors, data.classes)


def card_errors(autoencoder: str, dataset: Dataset) -> tuple[float, ...] | None:
    """Mean error per class on the training images, from the card.

    None if the card has no such figures, or they were measured on other data.
    """
    card = pool().card(autoencoder)
    values = card.metrics.get("train_squared_error_per_class")
    same = card.dataset.fingerprint == dataset.fingerprint
    fits = isinstance(values, tuple) and len(values) == len(dataset.classes)
    return values if same and fits and isinstance(values, tuple) else None


def estimate_seconds(autoencoder: str, dataset: Dataset) -> float:
    """Estimated duration of `measure` in seconds, extrapolated from a few of the images."""
    return robustness.seconds_per_image(autoencoder, dataset) * len(dataset)


def reconstructions(autoencoder: str, dataset: Dataset, rows: ArrayLike) -> NDArray[np.float32]:
    """Reconstructions of the digits with these row ids: float32 (n, H, W) in [0, 1].

    Raises DataError for an unknown row.
    """
    places = lookup.positions(dataset, rows)
    return rebuild(autoencoder, dataset.images[places])


def rebuild(autoencoder: str, images: Tensor) -> NDArray[np.float32]:
    """Reconstruct images, uint8 (n, H, W): float32 (n, H, W) in [0, 1]."""
    x = datasets.to_float(images)
    return datasets.as_pictures(inference.reconstruct(pool().module(autoencoder), x)).numpy()
