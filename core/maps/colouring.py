"""Clusters of a map's digits, found without their classes, to colour the map by."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.maps.layout import Layout
from core.storage.cache import cached, content_key

Floats = NDArray[np.float32]

VERSION = 1  # raise it when the meaning of a kept array changes
NONE = 255
"""The mark of a digit that is in no cluster, because the model gave no number for it."""
MAX_CLUSTERS = 10
BATCH = 4096


@dataclass(frozen=True, eq=False)
class Clusters:
    """Which cluster each point of a map is in. Clusters of the same class follow each other."""

    labels: NDArray[np.uint8]
    """uint8 (N,), in the order of the map's rows, or `NONE`."""
    classes: tuple[int, ...]
    """The most common class in each cluster."""
    shares: tuple[float, ...]
    """The part of each cluster that it is, in (0, 1]."""


def key(map_key: str, k: int, seed: int) -> str:
    """The content key of the clusters of a map: of its own, their number and the seed."""
    return content_key(version=VERSION, what="clusters", map=map_key, k=k, seed=seed)


def of_layout(made: Layout, vectors: Callable[[], Floats], k: int, seed: int) -> Clusters:
    """The digits of a map in ``k`` clusters by mini-batch k-means.

    ``vectors`` gives what is clustered, float32 (N, d) in the order of the map's rows; it is called
    only where the clusters are not kept. There are fewer than ``k`` where fewer vectors differ.
    D. Sculley, "Web-scale k-means clustering" (2010), in scikit-learn.
    """
    arrays = cached(
        key(made.key, k, seed), lambda: {"labels": _fitted(vectors(), made.labels, k, seed)}
    )
    labels = arrays["labels"].astype(np.uint8, copy=False)
    counts = _per_class(labels, made.labels)
    return Clusters(
        labels,
        tuple(counts.argmax(1).tolist()),
        tuple((counts.max(1) / counts.sum(1)).tolist()),
    )


def _fitted(x: Floats, classes: NDArray[np.uint8], k: int, seed: int) -> NDArray[np.uint8]:
    there = np.isfinite(x).all(1)
    labels = np.full(len(x), NONE, np.uint8)
    usable = x if there.all() else x[there]
    k = _differing(usable, k)
    if k == 0:
        return labels
    from sklearn.cluster import MiniBatchKMeans  # late: a second to import

    found = MiniBatchKMeans(k, batch_size=BATCH, n_init=5, random_state=seed).fit_predict(usable)
    _, labels[there] = np.unique(found, return_inverse=True)
    counts = _per_class(labels, classes)
    order = np.lexsort((-counts.sum(1), counts.argmax(1)))
    places = np.empty(len(order), np.uint8)
    places[order] = np.arange(len(order))
    labels[there] = places[labels[there]]
    return labels


def _differing(x: Floats, enough: int) -> int:
    """How many different rows there are, at most ``enough``; a thousand usually tell."""
    for some in (x[:1000], x):
        found = len(np.unique(some, axis=0))
        if found >= enough:
            return enough
    return found


def _per_class(labels: NDArray[np.uint8], classes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How many of each class are in each cluster: int64 (clusters, classes)."""
    there = labels != NONE
    if not there.any():
        return np.zeros((0, 1), np.int64)
    counts = np.zeros((int(labels[there].max()) + 1, int(classes.max()) + 1), np.int64)
    np.add.at(counts, (labels[there], classes[there]), 1)
    return counts
