"""Clusters of a clustering as the rows of a table."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clustering.kmeans import Clustering

TOP = 3  # classes


@dataclass(frozen=True)
class Group:
    """One cluster, by the labels of its training digits."""

    number: int
    class_name: str
    """Name of the class that most of its digits belong to; empty without classes."""
    size: int
    """Number of training digits."""
    purity: float
    """Share of its digits that belong to that class; NaN for an empty cluster."""
    top: tuple[tuple[str, float], ...]
    """Its most common classes, `TOP` at most, with their shares of its digits."""


def groups(result: Clustering) -> list[Group]:
    """All clusters, in order of their numbers."""
    classes = result.dataset.classes or ("",)
    rows = []
    for number, counts in enumerate(result.contingency):
        size = int(counts.sum())
        top = [index for index in np.argsort(-counts, kind="stable")[:TOP] if counts[index]]
        rows.append(
            Group(
                number,
                classes[result.cluster_classes[number]],
                size,
                float(result.purity[number]),
                tuple((classes[index], float(counts[index] / size)) for index in top),
            )
        )
    return rows


def by_class(result: Clustering) -> NDArray[np.int64]:
    """Numbers of the clusters that are not empty, by class, the largest of each class first."""
    order = np.lexsort((-result.sizes, result.cluster_classes))
    return order[result.sizes[order] > 0].astype(np.int64)
