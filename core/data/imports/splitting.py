"""Train/test split of the pictures, and the order in which they are kept."""

import numpy as np
from numpy.typing import NDArray

from core.data.imports.labels import UNLABELLED
from core.errors import DataError

TEST_SHARE = 0.2


def drawn_split(
    indices: NDArray[np.int64], share: float, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Random train and test positions, int64; each class gives the same share to the test part.

    ``indices`` are classes, int64 (N,); pictures without a class are in neither part. Both parts
    have at least one picture. Raises DataError if fewer than two pictures have a class.
    """
    order = np.random.default_rng(seed).permutation(len(indices))
    order = order[indices[order] != UNLABELLED]
    count = len(order)
    if count < 2:
        raise DataError("A data set needs at least two pictures, to train and to test: add more.")
    size = min(max(1, round(share * count)), count - 1)
    classes = indices[order]
    sizes = np.bincount(classes)
    # Largest remainder: whole numbers whose sum is the number of test pictures.
    exact = sizes * (size / count)
    quota = np.floor(exact).astype(np.int64)
    extra = np.argsort(-(exact - quota), kind="stable")[: size - int(quota.sum())]
    quota[extra] += 1
    place = np.empty(count, np.int64)  # of each picture within its class
    for label in range(len(sizes)):
        own = classes == label
        place[own] = np.arange(int(own.sum()))
    is_test = place < quota[classes]
    return order[~is_test], order[is_test]


def shuffle_if_sorted(
    indices: NDArray[np.int64], positions: NDArray[np.int64], seed: int
) -> NDArray[np.int64]:
    """Positions of the pictures that have a class, shuffled if they are sorted by class.

    Otherwise code that takes the first pictures would see only one class.
    """
    labels_only = positions[indices[positions] != UNLABELLED]
    labels = indices[labels_only]
    several = 1 < len(np.unique(labels)) < len(labels)
    if several and (np.diff(labels) >= 0).all():
        return labels_only[np.random.default_rng(seed).permutation(len(labels_only))]
    return labels_only
