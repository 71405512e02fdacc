"""Scores of clusters against labels: the class that a cluster stands for, and its errors.

Clusters are int (N,) from 0 to k - 1, labels int (N,) from 0 to classes - 1.
"""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Whole = NDArray[np.integer]


def contingency(clusters: Whole, labels: Whole, k: int, classes: int) -> Counts:
    """Digits of each class in each cluster: int64 (k, classes)."""
    flat = clusters.astype(np.int64) * classes + labels
    return np.bincount(flat, minlength=k * classes).reshape(k, classes)


def majority_classes(table: Counts) -> Counts:
    """Most common class of each cluster: int64 (k,), from a contingency table.

    A tie goes to the class with the lowest index. An empty cluster gets the most common class of
    all, because a test digit may still fall into it.
    """
    classes = table.argmax(1)
    classes[table.sum(1) == 0] = int(table.sum(0).argmax())
    return classes


def error(clusters: Whole, labels: Whole, cluster_classes: Whole) -> float:
    """Share of the digits whose cluster stands for another class; NaN for no digits."""
    return float((cluster_classes[clusters] != labels).mean()) if len(labels) else float("nan")


def confusion(clusters: Whole, labels: Whole, cluster_classes: Whole, classes: int) -> Counts:
    """Digits by true class (row) and class of their cluster (column): int64 (classes, classes)."""
    return contingency(labels, cluster_classes[clusters], classes, classes)


def relative(counts: Counts) -> NDArray[np.float64]:
    """Each row divided by its sum: float64 in [0, 1]; an empty row stays zero."""
    sums = counts.sum(1, keepdims=True)
    return np.divide(counts, sums, out=np.zeros(counts.shape), where=sums > 0)


def purity(table: Counts) -> NDArray[np.float64]:
    """Share of each cluster's digits that are of its majority class: float64 (k,); NaN if empty."""
    sums = table.sum(1)
    return np.divide(table.max(1), sums, out=np.full(len(table), np.nan), where=sums > 0)
