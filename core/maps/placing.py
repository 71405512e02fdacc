"""Where a new digit belongs on a map that is there, and which digits it is nearest to.

On a map of a bottleneck its own two numbers are its place. On a projection it goes to the weighted
median of its nearest neighbours' places, neighbours in the space that the map was made from. A
median, for between two islands there is nothing, and a mean would put the digit there. The
libraries' own ``transform`` was measured beside it (benchmarks/maps.py, docs/benchmarks.md): it
places digits no better, takes many times longer, and needs the fitted object, which could only be
kept by pickling it.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core import inference, maps
from core.checkpoints.pool import pool
from core.data.dataset import Split
from core.errors import ProjectionError
from core.evaluation.pca import Basis
from core.inference.progress import OnProgress, ignore_progress
from core.maps import projected, store
from core.maps.vectors import load_vectors, vectors_of
from core.storage.cache import begin_computation

NEIGHBOURS = 10  # that pull the new digit; fewer are noisier, more blur it
NEAREST = 5  # that are told
MEMORY = 300 * 2**20  # bytes of vectors that stay there; 60,000 digits of 784 pixels take 188 MB


@dataclass(frozen=True, eq=False)
class Placed:
    """New digits on a map."""

    xy: NDArray[np.float32]
    """float32 (N, 2)."""
    nearest: NDArray[np.int64]
    """int64 (N, `NEAREST` or fewer): row ids, the nearest first, in the space of the vectors."""


@dataclass(frozen=True, eq=False)
class Ground:
    """The digits of a map that have a place; made by `settled`."""

    x: Tensor  # float32 (N, k), contiguous
    squares: Tensor  # float32 (N,), |x|² / 2
    xy: NDArray[np.float32]
    rows: NDArray[np.int64]
    basis: Basis | None


_grounds: OrderedDict[str, Ground] = OrderedDict()
_lock = Lock()


def make_ready(
    map_id: str, dataset: str, split: Split, on_progress: OnProgress = ignore_progress
) -> Ground:
    """Gather what new digits on a map are compared with, which may take seconds; kept in memory.

    Raises ProjectionError if the map is gone or its checkpoint has changed since.
    """
    return _ground(_known(map_id, dataset, split), on_progress)


def place(map_id: str, dataset: str, split: Split, images: Tensor) -> Placed:
    """The places of new images, float32 (N, 1, 28, 28) in [0, 1], on a map.

    On a map of a bottleneck the nearest are looked for among the digits of the split, on a
    projection among all of its own. The first call for a map does what `make_ready` does.

    Raises ProjectionError where the map is gone or its checkpoint is another by now.
    """
    known = _known(map_id, dataset, split)
    ground = _ground(known, ignore_progress)
    if known.found is not None:
        x = torch.from_numpy(vectors_of(known.found.record.request, images, ground.basis))
        return put(ground, x)
    xy = inference.encode(pool().module(known.name), images).numpy().astype(np.float32)
    _, nearest = _neighbours(ground, torch.from_numpy(xy), NEAREST)
    return Placed(xy, ground.rows[nearest])


def put(ground: Ground, x: Tensor) -> Placed:
    """The places of vectors, float32 (N, k), among those of a projection.

    The neighbours' weights fall off as a Gaussian as wide as the distance to the middle one.
    """
    squared, nearest = _neighbours(ground, x, NEIGHBOURS)
    width = np.median(squared, axis=1, keepdims=True)
    weights = np.exp(-squared / np.where(width > 0, width, 1))
    places = ground.xy[nearest]  # (N, neighbours, 2)
    xy = np.stack([_weighted_median(places[..., axis], weights) for axis in (0, 1)], axis=1)
    return Placed(xy, ground.rows[nearest[:, :NEAREST]])


def settled(
    x: NDArray[np.float32], xy: NDArray[np.float32], rows: NDArray[np.int64], basis: Basis | None
) -> Ground:
    """The digits that have a place, ready to be searched: x (N, k), xy (N, 2), rows (N,).

    Raises ProjectionError where none has.
    """
    usable = np.isfinite(xy).all(axis=1) & np.isfinite(x).all(axis=1)
    if not usable.any():
        raise ProjectionError("No digit of this map has a place, so a new one has none either.")
    kept = torch.from_numpy(np.ascontiguousarray(x[usable], np.float32))
    return Ground(kept, (kept * kept).sum(1) / 2, xy[usable], rows[usable], basis)


def _neighbours(
    ground: Ground, x: Tensor, count: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Squared distances and places of the nearest ``count`` of the ground: (N, count) each."""
    if not torch.isfinite(x).all():
        raise ProjectionError("The model gives no finite numbers for this digit: no place for it.")
    # |a - b|² = |a|² - 2 (a b - |b|² / 2): one pass over the ground for each digit.
    closeness = x @ ground.x.T - ground.squares
    best = closeness.topk(min(count, len(ground.rows)), dim=1)
    squared = (x * x).sum(1, keepdim=True) - 2 * best.values
    return squared.clamp_min(0).numpy(), best.indices.numpy()


def _weighted_median(
    values: NDArray[np.float32], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    order = np.argsort(values, axis=1)
    running = np.take_along_axis(weights, order, axis=1).cumsum(1)
    at = (running >= running[:, -1:] / 2).argmax(1)
    return np.take_along_axis(values, order, axis=1)[np.arange(len(values)), at]


@dataclass(frozen=True)
class _Known:
    """A map that is there: a projection, or else the bottleneck of the checkpoint ``name``."""

    key: str
    """Changes with the places of its digits and with what they were made of."""
    name: str
    found: store.Finished | None
    gather: Callable[[OnProgress], Ground]


def _known(map_id: str, dataset: str, split: Split) -> _Known:
    source, _, name = map_id.partition(":")
    if source != "projection":

        def gather(on_progress: OnProgress) -> Ground:
            layout = maps.layout(map_id, dataset, split, on_progress)
            return settled(layout.xy, layout.xy, layout.rows, None)

        return _Known(maps.key(map_id, dataset, split), name, None, gather)
    found = projected.named(name)
    asked = found.record.request
    _require_same_weights(found)

    def gather_vectors(on_progress: OnProgress) -> Ground:
        made_from = load_vectors(asked, found.basis, on_progress)
        return settled(made_from.x, found.xy, found.rows, found.basis)

    return _Known(found.key, name, found, gather_vectors)


def _require_same_weights(found: store.Finished) -> None:
    name = found.record.request.checkpoint
    if name and pool().store.digest(name) != found.record.checkpoint_digest:
        raise ProjectionError(
            f"'{name}' has been trained again since this map was made, and places new digits "
            "elsewhere: make the map again."
        )


def _ground(known: _Known, on_progress: OnProgress) -> Ground:
    with _lock:
        if known.key in _grounds:
            _grounds.move_to_end(known.key)
            return _grounds[known.key]
    begin_computation()
    made = known.gather(on_progress)  # meanwhile digits can be placed on other maps
    with _lock:
        _grounds[known.key] = made
        while len(_grounds) > 1 and sum(one.x.nbytes for one in _grounds.values()) > MEMORY:
            _grounds.popitem(last=False)
    return made
