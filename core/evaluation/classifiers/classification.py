"""Predictions of a classifier on a split: confusion matrix, accuracy and scores per class."""

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
class Classification:
    """Predictions of a classifier for N digits, in the order of their rows."""

    classifier: str
    rows: NDArray[np.int64]
    """int64 (N,), stable row ids."""
    labels: NDArray[np.int64]
    """int64 (N,), true classes."""
    predicted: NDArray[np.uint8]
    """uint8 (N,), most likely classes."""
    probability: NDArray[np.float32]
    """float32 (N,) in [0, 1], of the predicted class."""
    classes: tuple[str, ...]

    @property
    def correct(self) -> NDArray[np.bool_]:
        """Whether each prediction is correct: bool (N,)."""
        return self.predicted == self.labels

    @property
    def counts(self) -> NDArray[np.int64]:
        """Confusion matrix, int64 (classes, classes): true class by predicted class."""
        classes = range(len(self.classes))
        return confusion_matrix(self.labels, self.predicted, labels=list(classes)).astype(np.int64)

    @property
    def accuracy(self) -> float:
        """Share of correct predictions, in [0, 1]."""
        return float(self.correct.mean())

    @property
    def balanced_accuracy(self) -> float:
        """Mean recall over the classes, in [0, 1]."""
        return float(balanced_accuracy_score(self.labels, self.predicted))

    def cell(self, true: int, predicted: int) -> NDArray[np.int64]:
        """Positions of the digits in one cell of the matrix, the most probable prediction first."""
        places = np.flatnonzero((self.labels == true) & (self.predicted == predicted))
        return places[np.argsort(-self.probability[places], kind="stable")]


@dataclass(frozen=True)
class ClassScore:
    """Scores of one class, in [0, 1]; NaN if there is nothing to divide by."""

    name: str
    count: int  # digits of the class
    precision: float  # share of the predictions of this class that are correct
    recall: float  # share of the digits of this class that are predicted as it
    f1: float  # harmonic mean of both


def classify_split(
    classifier: str, dataset: str, split: Split = "test", on_progress: OnProgress = ignore_progress
) -> Classification:
    """Classify the digits of a split; cached by content.

    Raises CheckpointError for a checkpoint that does not classify.
    """
    data = load(dataset)
    predicted, probability = encodings.predictions(classifier, dataset, split, on_progress)
    part = data.split(split)
    return Classification(
        classifier, part.rows.numpy(), part.labels.numpy(), predicted, probability, data.classes
    )


def class_scores(result: Classification) -> list[ClassScore]:
    """Precision, recall and F1 score of each class."""
    precision, recall, f1, count = precision_recall_fscore_support(
        result.labels,
        result.predicted,
        labels=list(range(len(result.classes))),
        zero_division=np.nan,
    )
    return [
        ClassScore(name, int(count[i]), float(precision[i]), float(recall[i]), float(f1[i]))
        for i, name in enumerate(result.classes)
    ]
