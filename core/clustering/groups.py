"""The clusters of a clustering one by one, as a table shows them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clustering.kmeans import Clustering

TOP = 3  # classes


@dataclass(frozen=True)
class Group:
    """One cluster, by the labels of its training digits."""

    number: int
    stands_for: str
    """Name of the class that most of its digits belong to."""
    size: int
    """Training digits."""
    purity: float
    """Share of its digits that belong to that class; NaN for an empty cluster."""
    top: tuple[tuple[str, float], ...]
    """Its most common classes, `TOP` at most, with their shares of its digits."""


def groups(found: Clustering) -> list[Group]:
    """Every cluster, by its number."""
    classes = found.dataset.classes
    rows = []
    for number, counts in enumerate(found.contingency):
        size = int(counts.sum())
        top = [index for index in np.argsort(-counts, kind="stable")[:TOP] if counts[index]]
        rows.append(
            Group(
                number,
                classes[found.cluster_classes[number]],
                size,
                float(found.purity[number]),
                tuple((classes[index], float(counts[index] / size)) for index in top),
            )
        )
    return rows


def by_class(found: Clustering) -> NDArray[np.int64]:
    """Numbers of the clusters that are not empty, by class, the largest of each class first."""
    order = np.lexsort((-found.sizes, found.cluster_classes))
    return order[found.sizes[order] > 0].astype(np.int64)
