"""Images that are the same, or nearly: equal pixels, or a small distance to another image."""

import math
from collections import defaultdict
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import torch
from numpy.typing import NDArray

from core.checkpoints.pool import pool
from core.data import load
from core.data.dataset import Dataset, Split
from core.evaluation.neighbours import open_space, search
from core.inference import batches
from core.inference.progress import OnProgress, ignore_progress
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key

VERSION = 1  # raise it when the meaning of a kept array changes
CHUNK = 500  # images whose nearest is searched between two reports of progress
SHARE = 0.002
"""Share of the images whose nearest other one is nearer than the usual threshold."""


@dataclass(frozen=True, eq=False)
class Nearest:
    """The nearest other image of each image of a split, in row order."""

    rows: NDArray[np.int64]
    """int64 (N,), row ids."""
    labels: NDArray[np.int64]
    """int64 (N,), index into the data set's classes."""
    places: NDArray[np.int64]
    """int64 (N,), position of the nearest other image; -1 without finite numbers."""
    distances: NDArray[np.float32]
    """float32 (N,), Euclidean; infinite without finite numbers."""

    @property
    def usual_threshold(self) -> float:
        """The distance within which `SHARE` of the images, at least one, have another one.

        Three significant digits, rounded up so that a screen can show it; 0 without any image.
        """
        known = self.distances[np.isfinite(self.distances)]
        exact = float(np.quantile(known, SHARE)) if len(known) else 0.0
        if exact == 0:
            return 0.0
        step = 10.0 ** (math.floor(math.log10(exact)) - 2)
        return float(f"{math.ceil(exact / step) * step:.3g}")

    def pairs(self, threshold: float) -> list[tuple[int, int, float]]:
        """Positions of two images and their distance, at most ``threshold``, the nearest first.

        Only pairs of which one is the nearest of the other, each once.
        """
        by_pair = {}
        for place in np.flatnonzero(self.distances <= threshold).tolist():
            other = int(self.places[place])
            pair = (min(place, other), max(place, other))
            by_pair[pair] = float(self.distances[place])
        ordered_pairs = sorted(by_pair.items(), key=lambda item: (item[1], item[0]))
        return [(first, second, distance) for (first, second), distance in ordered_pairs]


def exact(dataset: Dataset) -> list[NDArray[np.int64]]:
    """Row ids of each group of images with equal pixels, by a digest; the largest groups first."""
    groups: dict[bytes, list[int]] = defaultdict(list)
    for row, image in zip(dataset.rows.tolist(), dataset.images.numpy(), strict=True):
        groups[blake2b(image.tobytes(), digest_size=16).digest()].append(row)
    same = [np.array(rows, np.int64) for rows in groups.values() if len(rows) > 1]
    return sorted(same, key=lambda rows: (-len(rows), int(rows[0])))


def nearest(
    dataset: str, split: Split, encoder: str | None, on_progress: OnProgress = ignore_progress
) -> Nearest:
    """The nearest other image of each, in an encoder's latent space or, without one, in pixels.

    It takes seconds for 10,000 images and minutes for 60,000, the first time.
    """
    data = load(dataset).split(split)

    def compute() -> Arrays:
        space = open_space(dataset, split, encoder, on_progress)
        count = len(data)
        places, distances = np.full(count, -1, np.int64), np.full(count, np.inf, np.float32)
        vectors = space.vectors
        finite = vectors.float().isfinite().all(1)
        for part in batches(count, CHUNK):
            own = torch.arange(part.start, part.stop)[finite[part]]
            nearest, at = search(vectors[own].float(), vectors, 1, own)
            if at.shape[1]:
                places[own], distances[own] = at[:, 0], nearest[:, 0] / space.unit
            on_progress(part.stop, count)
        return {"places": places, "distances": distances}

    key = content_key(
        version=VERSION,
        what="nearest",
        checkpoint=pool().store.digest(encoder) if encoder else None,
        data=data.fingerprint,
        split=split,
    )
    arrays = cached(key, compute)
    return Nearest(
        data.rows.numpy(),
        data.labels.numpy(),
        arrays["places"].astype(np.int64),
        arrays["distances"].astype(np.float32),
    )
