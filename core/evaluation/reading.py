"""How a classifier reads a split: what it takes for what, how often it is right, how sure it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import (
    balanced_accuracy_score,
    confusion_matrix,
    precision_recall_fscore_support,
)

from core.data import load
from core.data.dataset import Split
from core.inference import encodings
from core.inference.progress import OnProgress, ignore_progress


@dataclass(frozen=True, eq=False)
class Reading:
    """What one classifier says about N digits, in the order of their rows."""

    classifier: str
    rows: NDArray[np.int64]
    """int64 (N,), stable row ids"""
    labels: NDArray[np.int64]
    """int64 (N,), true classes"""
    predicted: NDArray[np.uint8]
    """uint8 (N,), most likely classes"""
    probability: NDArray[np.float32]
    """float32 (N,) in [0, 1], of that class"""
    classes: tuple[str, ...]

    @property
    def correct(self) -> NDArray[np.bool_]:
        """Bool (N,)."""
        return self.predicted == self.labels

    @property
    def counts(self) -> NDArray[np.int64]:
        """int64 (classes, classes); row: true class, column: what it was read as."""
        known = range(len(self.classes))
        return confusion_matrix(self.labels, self.predicted, labels=list(known)).astype(np.int64)

    @property
    def accuracy(self) -> float:
        """Share read correctly, in [0, 1]."""
        return float(self.correct.mean())

    @property
    def balanced_accuracy(self) -> float:
        """Mean over the classes of the share read correctly, in [0, 1]."""
        return float(balanced_accuracy_score(self.labels, self.predicted))

    def cell(self, true: int, read_as: int) -> NDArray[np.int64]:
        """Places (positions in these arrays) of one cell's digits, the surest reading first."""
        places = np.flatnonzero((self.labels == true) & (self.predicted == read_as))
        return places[np.argsort(-self.probability[places], kind="stable")]


@dataclass(frozen=True)
class ClassScore:
    """How well one class is read; shares in [0, 1], NaN where there is nothing to divide by."""

    name: str
    count: int  # digits of the class
    precision: float  # of those read as this class, the share that is
    recall: float  # of this class, the share read as it
    f1: float  # harmonic mean of both


def reading(
    classifier: str, dataset: str, split: Split = "test", on_progress: OnProgress = ignore_progress
) -> Reading:
    """The classifier on a split; computed once, kept by content.

    Raises CheckpointError for a checkpoint that does not classify.
    """
    data = load(dataset)
    predicted, probability = encodings.predictions(classifier, dataset, split, on_progress)
    part = data.split(split)
    return Reading(
        classifier, part.rows.numpy(), part.labels.numpy(), predicted, probability, data.classes
    )


def per_class(read: Reading) -> list[ClassScore]:
    """Precision, recall and F1 of each class (van Rijsbergen, "Information Retrieval", 1979)."""
    precision, recall, f1, count = precision_recall_fscore_support(
        read.labels,
        read.predicted,
        labels=list(range(len(read.classes))),
        zero_division=np.nan,
    )
    return [
        ClassScore(name, int(count[i]), float(precision[i]), float(recall[i]), float(f1[i]))
        for i, name in enumerate(read.classes)
    ]
