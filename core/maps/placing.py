"""Positions of new images on a map, and the images of the map nearest to them.

On the map of a bottleneck, the latent numbers of a new image are its position. On a projection, the
position is the weighted median of the positions of its nearest neighbours in the space that the map
lays out; a mean could lie between two islands, where no image is. The libraries' own ``transform``
was measured beside it (benchmarks/maps.py, docs/benchmarks.md). It places digits no better, takes
many times longer, and needs the fitted object, which could be stored only by pickling.
"""

from dataclasses import dataclass
from threading import Lock

import numpy as np
import torch
from cachetools import LRUCache
from numpy.typing import NDArray
from torch import Tensor

from core.data.dataset import Split
from core.errors import ProjectionError
from core.inference.progress import OnProgress, ignore_progress
from core.maps import catalogue
from core.maps.base import Anchors, Floats, Reference
from core.storage.cache import begin_computation

NEIGHBOURS = 10  # that determine a position; fewer make it noisier, more blur it
NEAREST = 5  # neighbours that a placement names
MEMORY_BYTES = 300 * 2**20  # of indexes; 60,000 images of 784 pixels take 188 MB


@dataclass(frozen=True, eq=False)
class Placement:
    """Positions of new images on a map."""

    xy: Floats
    """float32 (N, 2) or (N, 3)."""
    nearest: NDArray[np.int64]
    """int64 (N, at most `NEAREST`): row ids, the nearest in the space of the vectors first."""


@dataclass(frozen=True, eq=False)
class Index:
    """The images of a map that have a position, ready for a search by vector."""

    vectors: Tensor  # float32 (N, k), contiguous
    half_squares: Tensor  # float32 (N,), |x|² / 2
    xy: Floats
    rows: NDArray[np.int64]


def _size(index: Index) -> int:
    # LRUCache refuses items above its limit; then every gesture would build the index again.
    return min(int(index.vectors.nbytes), MEMORY_BYTES)


_indexes: LRUCache[str, Index] = LRUCache(MEMORY_BYTES, getsizeof=_size)
_lock = Lock()


def load_index(
    map_id: str, dataset: str, split: Split, on_progress: OnProgress = ignore_progress
) -> Index:
    """The index of a map, which takes seconds to build and is then kept in memory.

    Raises ProjectionError if there is no such map or its checkpoint has been trained again.
    """
    return _index(catalogue.reference(map_id, dataset, split), on_progress)


def place(map_id: str, dataset: str, split: Split, images: Tensor) -> Placement:
    """The positions of new images, float32 (N, C, H, W) in [0, 1], on a map.

    On the map of a bottleneck, the nearest images are from the split; on a projection, from the
    whole map. The first call for a map builds its index.

    Raises ProjectionError as `load_index` does, or if an image has no finite vector.
    """
    reference = catalogue.reference(map_id, dataset, split)
    index = _index(reference, ignore_progress)
    vectors = reference.embed(images)
    if not reference.is_plane:
        return interpolate(index, vectors)
    _, nearest = _neighbours(index, vectors, NEAREST)
    return Placement(vectors, index.rows[nearest])


def interpolate(index: Index, vectors: Floats) -> Placement:
    """Positions of float32 (N, k) vectors on a projection.

    The weight of a neighbour is a Gaussian of its distance, as wide as the median distance.
    """
    distances, nearest = _neighbours(index, vectors, NEIGHBOURS)
    width = np.median(distances, axis=1, keepdims=True)
    weights = np.exp(-distances / np.where(width > 0, width, 1))
    xy = index.xy[nearest]  # (N, neighbours, 2 or 3)
    median = np.stack([_weighted_median(xy[..., axis], weights) for axis in range(xy.shape[2])], 1)
    return Placement(median, index.rows[nearest[:, :NEAREST]])


def build_index(anchors: Anchors) -> Index:
    """Index the anchors with a finite vector and position; ProjectionError if there are none."""
    usable = np.isfinite(anchors.xy).all(axis=1) & np.isfinite(anchors.vectors).all(axis=1)
    if not usable.any():
        raise ProjectionError(
            "No picture on this map has a finite vector and position, so new pictures cannot be "
            "placed."
        )
    vectors = torch.from_numpy(np.ascontiguousarray(anchors.vectors[usable], np.float32))
    half_squares = (vectors * vectors).sum(1) / 2
    return Index(vectors, half_squares, anchors.xy[usable], anchors.rows[usable])


def _neighbours(index: Index, vectors: Floats, count: int) -> tuple[Floats, NDArray[np.int64]]:
    """Squared distances to the nearest images, and their positions in the index: (N, count)."""
    x = torch.from_numpy(vectors)
    if not torch.isfinite(x).all():
        raise ProjectionError(
            "The model's output for this picture is not finite, so it cannot be placed."
        )
    # |a - b|² = |a|² - 2 (a b - |b|² / 2): one pass over the index per image.
    closeness = x @ index.vectors.T - index.half_squares
    best = closeness.topk(min(count, len(index.rows)), dim=1)
    distances = (x * x).sum(1, keepdim=True) - 2 * best.values
    return distances.clamp_min(0).numpy(), best.indices.numpy()


def _weighted_median(values: Floats, weights: Floats) -> Floats:
    order = np.argsort(values, axis=1)
    running = np.take_along_axis(weights, order, axis=1).cumsum(1)
    middle = (running >= running[:, -1:] / 2).argmax(1)
    return np.take_along_axis(values, order, axis=1)[np.arange(len(values)), middle]


def _index(reference: Reference, on_progress: OnProgress) -> Index:
    with _lock:
        if (index := _indexes.get(reference.key)) is not None:
            return index
    begin_computation()
    index = build_index(reference.gather(on_progress))  # without the lock: other maps can answer
    with _lock:
        _indexes[reference.key] = index
    return index
