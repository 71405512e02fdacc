"""The test digits nearest to a given one, by the numbers that an encoder gives them."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from core import data
from core.data import Dataset
from core.errors import ProjectionError
from core.maps import encodings
from core.pool import pool


def nearest(
    encoder: str, dataset: str, z: NDArray[np.float32], count: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Places in the test split, (N, count), and distances, (N, count), nearest first.

    ``z`` is float32 (N, latent), finite, from `core.inference.encode` with the same checkpoint.
    The first call for a checkpoint encodes the whole test split; later ones take well under a
    millisecond. `ProjectionError` where the split holds fewer digits, or ``z`` is not finite.
    """
    places, tree = _tree(encoder, pool().store.digest(encoder), dataset)
    if count > len(places):
        raise ProjectionError(f"There are {len(places):,} digits to compare with, not {count:,}.")
    if not np.isfinite(z).all():
        raise ProjectionError(f"'{encoder}' gives no finite numbers for this digit.")
    distances, found = tree.query(z, k=np.arange(1, count + 1))
    return places[found], distances.astype(np.float32)


def test_digits(dataset: str) -> Dataset:
    """The split that `nearest` gives places in."""
    return data.load(dataset).split("test")


@lru_cache(maxsize=8)
def _tree(encoder: str, digest: str, dataset: str) -> tuple[NDArray[np.int64], KDTree]:
    """Places of the digits with finite numbers, and a tree over these numbers.

    ``digest`` makes a checkpoint that was written anew another entry.
    """
    numbers = encodings.latents(encoder, dataset, "test")
    places = np.flatnonzero(np.isfinite(numbers).all(axis=1))
    return places, KDTree(numbers[places])
