"""The pictures of a data set before any method lays them out: at their principal components.

>>> from core import data
>>> from core.maps.principal import principal_plane
>>> plane = principal_plane(data.load("mnist"), "test")
>>> plane.xy.shape, plane.labels.shape
((10000, 2), (10000,))
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data import Dataset
from core.data.dataset import Split
from core.evaluation.autoencoders import pca
from core.inference.progress import OnProgress, ignore_progress
from core.maps.base import Floats
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key


@dataclass(frozen=True, eq=False)
class PrincipalPlane:
    """Positions of N pictures along the two directions in which their pixels differ most."""

    xy: Floats
    """float32 (N, 2)."""
    labels: NDArray[np.uint8]
    """uint8 (N,), index into the data set's classes."""


def principal_plane(
    dataset: Dataset, split: Split, on_progress: OnProgress = ignore_progress
) -> PrincipalPlane:
    """The pictures of a split at their first two principal components; cached by content."""
    key = content_key(version=1, what="principal plane", data=dataset.fingerprint, split=split)
    arrays = cached(key, lambda: _compute(dataset.split(split), on_progress))
    return PrincipalPlane(
        arrays["xy"].astype(np.float32, copy=False), arrays["labels"].astype(np.uint8, copy=False)
    )


def _compute(dataset: Dataset, on_progress: OnProgress) -> Arrays:
    pixels = dataset.images.flatten(1).numpy()
    basis = pca.leading(pixels, 2, on_progress).basis(2)
    return {
        "xy": basis(pixels.astype(np.float32)),
        "labels": dataset.labels.numpy().astype(np.uint8),
    }
