"""Clusters of a map's digits, found without their classes, to colour the map by."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.maps.base import Floats, Layout
from core.storage.cache import cached, content_key

VERSION = 1  # raise it when the meaning of a cached array changes
NONE = 255
"""Label of a digit in no cluster, because the model gives no finite numbers for it."""
MAX_CLUSTERS = 10
BATCH = 4096


@dataclass(frozen=True, eq=False)
class Clusters:
    """The cluster of each point of a map; clusters of the same class have consecutive numbers."""

    labels: NDArray[np.uint8]
    """uint8 (N,), in row order: the cluster, or `NONE`."""
    classes: tuple[int, ...]
    """Most common class of each cluster."""
    shares: tuple[float, ...]
    """Share of each cluster that is of this class, in (0, 1]."""


def key(map_key: str, k: int, seed: int) -> str:
    """Content key of the clusters of a map, from the key of the map."""
    return content_key(version=VERSION, what="clusters", map=map_key, k=k, seed=seed)


def cluster(layout: Layout, vectors: Callable[[], Floats], k: int, seed: int) -> Clusters:
    """Divide the points of a map into at most ``k`` clusters by mini-batch k-means.

    ``vectors`` returns the vectors to cluster, float32 (N, d) in row order; it is called only if
    the result is not cached. There are fewer clusters if there are fewer distinct vectors.
    D. Sculley, "Web-scale k-means clustering" (2010), by scikit-learn.
    """
    arrays = cached(
        key(layout.key, k, seed), lambda: {"labels": _fit(vectors(), layout.labels, k, seed)}
    )
    labels = arrays["labels"].astype(np.uint8, copy=False)
    counts = _class_counts(labels, layout.labels)
    return Clusters(
        labels,
        tuple(counts.argmax(1).tolist()),
        tuple((counts.max(1) / counts.sum(1)).tolist()),
    )


def _fit(x: Floats, classes: NDArray[np.uint8], k: int, seed: int) -> NDArray[np.uint8]:
    finite = np.isfinite(x).all(1)
    labels = np.full(len(x), NONE, np.uint8)
    usable = x if finite.all() else x[finite]
    k = min(k, _distinct(usable, k))
    if k == 0:
        return labels
    from sklearn.cluster import MiniBatchKMeans  # takes a second to import

    solver = MiniBatchKMeans(k, batch_size=BATCH, n_init=5, random_state=seed)
    _, labels[finite] = np.unique(solver.fit_predict(usable), return_inverse=True)
    counts = _class_counts(labels, classes)
    order = np.lexsort((-counts.sum(1), counts.argmax(1)))  # by class, then the largest first
    numbers = np.empty(len(order), np.uint8)
    numbers[order] = np.arange(len(order))
    labels[finite] = numbers[labels[finite]]
    return labels


def _distinct(x: Floats, enough: int) -> int:
    """Number of distinct rows, exact only if it is less than ``enough``."""
    first = len(np.unique(x[:1000], axis=0))  # usually enough, and fast
    return first if first >= enough else len(np.unique(x, axis=0))


def _class_counts(labels: NDArray[np.uint8], classes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Number of points of each class in each cluster: int64 (clusters, classes)."""
    inside = labels != NONE
    if not inside.any():
        return np.zeros((0, 1), np.int64)
    counts = np.zeros((int(labels[inside].max()) + 1, int(classes.max()) + 1), np.int64)
    np.add.at(counts, (labels[inside], classes[inside]), 1)
    return counts
