"""Report's lists as tables: pictures whose label is likely wrong, and pairs that are nearly equal.

>>> from core.exports.lists import MislabelledPictures
>>> suspects = MislabelledPictures("digits-8x8", "test", "dae-dense-32-8x8").columns()
>>> list(suspects)
['row', 'class', 'looks_like', 'probability_of_class', 'probability_of_looks_like']
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from core import data
from core.checkpoints.pool import pool
from core.data.dataset import Split
from core.evaluation import duplicates, mislabelled
from core.evaluation.duplicates import Nearest
from core.evaluation.mislabelled import Judgement
from core.exports.collection import Column
from core.inference.progress import OnProgress, ignore_progress
from core.storage.cache import content_key

VERSION = 1  # raise it when the same list gives another file

Columns = dict[str, Column]


class PictureList(Protocol):
    """A list of pictures that can be saved as a table."""

    @property
    @abstractmethod
    def stem(self) -> str:
        """File name without its suffix."""

    @abstractmethod
    def key(self) -> str:
        """Content key; LatentLabError if the data set or the checkpoint does not exist."""

    @abstractmethod
    def columns(self, on_progress: OnProgress = ignore_progress) -> Columns:
        """Columns with one value per line; LatentLabError if the list cannot be made."""


@dataclass(frozen=True)
class MislabelledPictures:
    """The pictures of a split whose label is likely wrong, the least likely label first."""

    dataset: str
    split: Split
    model: str
    """Checkpoint whose latent vectors the labels are judged by."""
    method: str = "logistic"
    """One of `core.evaluation.mislabelled.METHODS`."""
    seed: int = 0

    @property
    def stem(self) -> str:
        """Such as ``mislabelled-mnist-test-ae-conv-2``."""
        return f"mislabelled-{self.dataset}-{self.split}-{self.model}"

    def key(self) -> str:
        """Content key of the list."""
        return content_key(
            version=VERSION,
            what="mislabelled list",
            data=data.load(self.dataset).fingerprint,
            split=self.split,
            checkpoint=pool().store.digest(self.model),
            method=self.method,
            seed=self.seed,
        )

    def columns(self, on_progress: OnProgress = ignore_progress) -> Columns:
        """Row, class and the class that fits better, with their probabilities."""
        judgement = mislabelled.judge(
            self.model, self.dataset, self.split, self.method, self.seed, on_progress
        )
        return suspects(judgement, data.load(self.dataset).classes)


@dataclass(frozen=True)
class Duplicates:
    """The pairs of pictures of a split that are nearest to each other, the nearest first."""

    dataset: str
    split: Split
    model: str | None = None
    """Checkpoint in whose latent space distances are measured; None for pixels from 0 to 1."""
    threshold: float | None = None
    """Largest distance of a pair; None for the default of the Report page."""

    @property
    def stem(self) -> str:
        """Such as ``duplicates-mnist-test-pixels``."""
        return f"duplicates-{self.dataset}-{self.split}-{self.model or 'pixels'}"

    def key(self) -> str:
        """Content key of the list."""
        return content_key(
            version=VERSION,
            what="list of duplicates",
            data=data.load(self.dataset).fingerprint,
            split=self.split,
            checkpoint=pool().store.digest(self.model) if self.model else None,
            threshold=self.threshold,
        )

    def columns(self, on_progress: OnProgress = ignore_progress) -> Columns:
        """The rows and classes of both pictures, and their distance."""
        nearest = duplicates.nearest(self.dataset, self.split, self.model, on_progress)
        threshold = nearest.usual_threshold if self.threshold is None else self.threshold
        return pairs(nearest, threshold, data.load(self.dataset).classes)


def suspects(judgement: Judgement, classes: tuple[str, ...]) -> Columns:
    """The columns of a `MislabelledPictures` list."""
    places = judgement.suspects()
    return {
        "row": judgement.rows[places],
        "class": _names(judgement.labels[places], classes),
        "looks_like": _names(judgement.predicted[places], classes),
        "probability_of_class": judgement.given[places],
        "probability_of_looks_like": judgement.likely[places],
    }


def pairs(nearest: Nearest, threshold: float, classes: tuple[str, ...]) -> Columns:
    """The columns of a list of `Duplicates`; without classes for pictures without labels."""
    pictures = nearest.pairs(threshold)
    first = np.array([pair[0] for pair in pictures], np.int64)
    second = np.array([pair[1] for pair in pictures], np.int64)
    columns: Columns = {}
    for mark, places in (("", first), ("other_", second)):
        columns[f"{mark}row"] = nearest.rows[places]
        if classes:
            columns[f"{mark}class"] = _names(nearest.labels[places], classes)
    return columns | {"distance": np.array([pair[2] for pair in pictures], np.float32)}


def _names(labels: NDArray[Any], classes: tuple[str, ...]) -> list[str]:
    return [classes[label] for label in labels.tolist()]
