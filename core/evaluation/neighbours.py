"""Nearest neighbours of images among those of a split, in a latent space or in pixels.

The search is exact: every image of the split is compared. Distances are Euclidean. Pixels count
from 0 to 1, so distances do not depend on how the images are stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core import inference
from core.checkpoints.pool import pool
from core.data import load
from core.data.dataset import Dataset, Split
from core.errors import DataError
from core.inference import encodings
from core.inference.caller import stop_if_gone
from core.inference.progress import OnProgress, ignore_progress

BLOCK = 4096  # vectors that are compared at once: 13 MB of 784 pixels as float32
SPARE = 8
"""Extra candidates, because products in float32 can order near ties wrongly."""
WHITE = 255.0


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The nearest images of N images, the nearest first."""

    rows: NDArray[np.int64]
    """int64 (N, k), row ids of the data set."""
    distances: NDArray[np.float32]
    """float32 (N, k), ascending in each row."""
    labels: NDArray[np.uint8]
    """uint8 (N, k), index into the data set's classes."""
    searched: int
    """Number of images among which the neighbours were searched."""


@dataclass(frozen=True, eq=False)
class Space:
    """The images of a split as vectors."""

    dataset: Dataset
    """The images of the split."""
    vectors: Tensor
    """float32 (N, d) latents, which may not all be finite, or uint8 (N, d) pixels."""
    unit: float
    """Divisor of the distances between these vectors: 255 for pixels, 1 for latents."""
    encoder: str | None
    """Checkpoint that the latents come from; None for pixels."""

    def embed(self, x: Tensor) -> Tensor:
        """Vectors of images, float32 (N, C, H, W) in [0, 1]: float32 (N, d)."""
        if self.encoder is None:
            return x.flatten(1) * WHITE
        return inference.encode(pool().module(self.encoder), x)


def open_space(
    dataset: str, split: Split, encoder: str | None, on_progress: OnProgress = ignore_progress
) -> Space:
    """The pixels of a split, or its latents, which take seconds to compute the first time.

    Raises CheckpointError or DataError if the encoder or the data are not available.
    """
    data = load(dataset).split(split)
    if encoder is None:
        return Space(data, data.images.flatten(1), WHITE, None)
    # A copy, because the cached array is read-only and PyTorch warns about read-only arrays.
    latents = encodings.latents(encoder, dataset, split, on_progress).copy()
    return Space(data, torch.from_numpy(latents), 1.0, encoder)


def neighbours(
    space: Space, x: Tensor, count: int, own_rows: Sequence[int] | None = None
) -> Neighbours:
    """The ``count`` nearest images of each image in x, float32 (N, C, H, W) in [0, 1].

    With ``own_rows``, the row ids of x, no image is its own neighbour. There are fewer neighbours
    if the split has fewer images. Raises DataError if the encoder gives no finite numbers for x.
    """
    queries = space.embed(x)
    if not torch.isfinite(queries).all():
        raise DataError(
            f"{space.encoder} gives no finite numbers for this picture, so it has no neighbours: "
            "choose another encoder."
        )
    skip = None
    if own_rows is not None:
        skip = _places(space.dataset, own_rows)
    distances, places = search(queries, space.vectors, count, skip)
    return Neighbours(
        space.dataset.rows.numpy()[places],
        (distances / space.unit).astype(np.float32),
        space.dataset.labels.numpy()[places].astype(np.uint8),
        len(space.dataset),
    )


def _places(dataset: Dataset, rows: Sequence[int]) -> Tensor:
    """Positions of the images with these row ids, -1 for those of another split: int64 (N,)."""
    known, order = dataset.rows.sort()
    ids = torch.tensor(rows, dtype=torch.int64)
    at = torch.searchsorted(known, ids).clamp_max(len(known) - 1)
    return torch.where(known[at] == ids, order[at], -1)


def search(
    queries: Tensor, vectors: Tensor, count: int, skip: Tensor | None = None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Distances to the nearest vectors and their positions: (N, k), nearest first, k ≤ ``count``.

    Args:
        queries: float32 (N, d), finite.
        vectors: (M, d) of any real type; those that are not finite are ignored.
        count: Number of neighbours.
        skip: int64 (N,), position of a vector to ignore for each query, -1 for none.

    Equally near vectors come in the order of their positions.
    """
    usable = torch.isfinite(vectors).all(1) if vectors.is_floating_point() else None
    number = len(vectors) if usable is None else int(usable.sum())
    count = max(0, min(count, number - (skip is not None)))
    closeness, places = _candidates(queries, vectors, min(count + SPARE, number), skip, usable)
    distances = _distances(queries, vectors, places).masked_fill(closeness.isneginf(), torch.inf)
    order = np.lexsort((places.numpy(), distances.numpy()), axis=1)[:, :count]
    return (
        np.take_along_axis(distances.numpy(), order, 1),
        np.take_along_axis(places.numpy(), order, 1),
    )


def _candidates(
    queries: Tensor, vectors: Tensor, count: int, skip: Tensor | None, usable: Tensor | None
) -> tuple[Tensor, Tensor]:
    """The largest q · v - |v|² / 2 of each query, and their positions."""
    best = torch.empty(len(queries), 0)
    places = torch.empty(len(queries), 0, dtype=torch.int64)
    for part in inference.batches(len(vectors), BLOCK):
        stop_if_gone()
        block = vectors[part].float()
        closeness = queries @ block.T - (block * block).sum(1) / 2
        if usable is not None:
            closeness[:, ~usable[part]] = -torch.inf
        if skip is not None:
            own = ((skip >= part.start) & (skip < part.stop)).nonzero().flatten()
            closeness[own, skip[own] - part.start] = -torch.inf
        new, at = closeness.topk(min(count, len(block)), dim=1)
        best, places = torch.cat([best, new], 1), torch.cat([places, at + part.start], 1)
        best, order = best.topk(min(count, best.shape[1]), dim=1)
        places = places.gather(1, order)
    return best, places


def _distances(queries: Tensor, vectors: Tensor, places: Tensor) -> Tensor:
    """Distances of each query to the vectors at ``places``, without cancellation: (N, k)."""
    rows = [
        (vectors[place].double() - query.double()).norm(dim=1)
        for query, place in zip(queries, places, strict=True)
    ]
    return torch.stack(rows) if rows else torch.empty(0, places.shape[1], dtype=torch.float64)
