"""Judging groups by labels: which class a cluster stands for, and how often that is wrong.

Clusters are int (N,) from 0 to k - 1, labels int (N,) from 0 to classes - 1.
"""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Whole = NDArray[np.integer]


def contingency(clusters: Whole, labels: Whole, k: int, classes: int) -> Counts:
    """How many digits of each class lie in each cluster: int64 (k, classes)."""
    flat = clusters.astype(np.int64) * classes + labels
    return np.bincount(flat, minlength=k * classes).reshape(k, classes)


def majority_classes(table: Counts) -> Counts:
    """The class that most digits of each cluster belong to: int64 (k,), from a contingency table.

    A draw goes to the lowest class. A cluster without digits stands for the class that is the most
    frequent of all: a digit that falls into it has to be called something.
    """
    classes = table.argmax(1)
    classes[table.sum(1) == 0] = int(table.sum(0).argmax())
    return classes


def error(clusters: Whole, labels: Whole, cluster_classes: Whole) -> float:
    """Share of the digits whose cluster stands for another class than theirs; NaN for none."""
    return float((cluster_classes[clusters] != labels).mean()) if len(labels) else float("nan")


def confusion(clusters: Whole, labels: Whole, cluster_classes: Whole, classes: int) -> Counts:
    """True class (row) against the class of the cluster (column): int64 (classes, classes)."""
    return contingency(labels, cluster_classes[clusters], classes, classes)


def relative(counts: Counts) -> NDArray[np.float64]:
    """Each row divided by its sum, a row of zeros where there is nothing: float64, in [0, 1]."""
    sums = counts.sum(1, keepdims=True)
    return np.divide(counts, sums, out=np.zeros(counts.shape), where=sums > 0)


def purity(table: Counts) -> NDArray[np.float64]:
    """Share of each cluster's digits that are of its majority class: float64 (k,); NaN if empty."""
    sums = table.sum(1)
    return np.divide(table.max(1), sums, out=np.full(len(table), np.nan), where=sums > 0)
