"""Duplicate images: those with equal pixels, or at a small distance from another image."""

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

VERSION = 1  # raise it when the meaning of a cached array changes
CHUNK = 500  # images searched between two reports of progress
SHARE = 0.002
"""Share of the images that have a neighbour within the usual threshold."""


@dataclass(frozen=True, eq=False)
class Nearest:
    """The nearest other image of each image of a split, in row order."""

    rows: NDArray[np.int64]
    """int64 (N,), row ids."""
    labels: NDArray[np.int64]
    """int64 (N,), index into the data set's classes."""
    places: NDArray[np.int64]
    """int64 (N,), position of the nearest other image; -1 if the latents are not finite."""
    distances: NDArray[np.float32]
    """float32 (N,), Euclidean; infinite if the latents are not finite."""

    @property
    def usual_threshold(self) -> float:
        """Distance within which `SHARE` of the images, at least one, have a neighbour.

        Rounded up to three significant digits for the screen; 0 if there are no images.
        """
        known = self.distances[np.isfinite(self.distances)]
        exact = float(np.quantile(known, SHARE)) if len(known) else 0.0
        if exact == 0:
            return 0.0
        step = 10.0 ** (math.floor(math.log10(exact)) - 2)
        return float(f"{math.ceil(exact / step) * step:.3g}")

    def pairs(self, threshold: float) -> list[tuple[int, int, float]]:
        """Pairs of images: two positions and a distance of at most ``threshold``, nearest first.

        Only pairs in which one image is the other's nearest, each once.
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
    """The nearest other image of each image, in the latent space of an encoder or in pixels.

    The first call takes seconds for 10,000 images and minutes for 60,000.
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
