"""Principal component analysis, exact, from the covariance (Pearson, 1901).

>>> import numpy as np
>>> from core.evaluation.autoencoders import pca
>>> x = np.random.default_rng(0).normal(size=(100, 4)).astype(np.float32)
>>> components = pca.fit(x)
>>> components.axes.shape, components.variances.shape  # float64
((4, 4), (4,))
>>> basis = components.basis(2)  # the first two, in single precision
>>> basis(x).shape, 0.5 < basis.share < 1  # scores, and their share of the variance
((100, 2), True)

No linear map through as few numbers reconstructs ``x`` better (Eckart and Young, "The Approximation
of One Matrix by Another of Lower Rank", 1936).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data import Dataset
from core.inference.progress import OnProgress, ignore_progress

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Numbers = NDArray[np.number[Any]]

CHUNK = 10_000  # rows turned to floats at a time: 31 MB of 784 pixels
WIDE = 256  # numbers of a vector above which single precision is used: half the time
NEGLIGIBLE = 1e-10  # of the largest variance; less is what rounding leaves


@dataclass(frozen=True, eq=False)
class Basis:
    """The first principal components of vectors: ``(x - mean) @ axes.T``."""

    mean: Floats
    """float32 (d,)."""
    axes: Floats
    """float32 (k, d), orthonormal rows, the direction of the largest variance first."""
    share: float
    """Share of the variance that the components keep, 0 to 1."""

    def __call__(self, x: Floats) -> Floats:
        """Scores of float32 (N, d) vectors: float32 (N, k)."""
        return np.asarray(x @ self.axes.T - self.mean @ self.axes.T, np.float32)


@dataclass(frozen=True, eq=False)
class Components:
    """All principal components of vectors of d numbers, the largest variance first."""

    mean: Doubles
    """float64 (d,)."""
    axes: Doubles
    """float64 (d, d), orthonormal rows; the largest number of each row is positive."""
    variances: Doubles
    """float64 (d,), along each axis; 0 where nothing varies."""

    def basis(self, count: int) -> Basis:
        """The first ``count`` components."""
        total = self.variances.sum()
        share = float(self.variances[:count].sum() / total) if total > 0 else 0.0
        return Basis(self.mean.astype(np.float32), self.axes[:count].astype(np.float32), share)


def fit(x: Numbers, on_progress: OnProgress = ignore_progress) -> Components:
    """The principal components of finite (N, d) vectors of any number type.

    The sign of an axis is free. Here its largest number is positive, so that a slider along it
    always moves the same way.
    """
    size = x.shape[1]
    precision = np.float32 if size > WIDE else np.float64
    mean = x.mean(axis=0, dtype=np.float64)
    products = np.zeros((size, size))
    for start in range(0, len(x), CHUNK):
        centred = x[start : start + CHUNK].astype(precision) - mean.astype(precision)
        products += centred.T @ centred
        on_progress(min(start + CHUNK, len(x)), len(x))
    variances, columns = np.linalg.eigh(products / max(1, len(x) - 1))
    variances, axes = variances[::-1].copy(), columns.T[::-1]
    variances[variances < variances[0] * NEGLIGIBLE] = 0
    signs = np.sign(axes[np.arange(size), np.abs(axes).argmax(axis=1)])
    return Components(mean, axes * signs[:, None], variances)


def reconstruction_errors(components: Components, x: Numbers) -> Doubles:
    """Mean squared error per vector of (N, d), reconstructed from 0, 1, ..., d components.

    float64 (d + 1,), summed over the numbers of a vector.
    """
    mean, axes = components.mean.astype(np.float32), components.axes.T.astype(np.float32)
    energies, whole = np.zeros(len(mean)), 0.0
    for start in range(0, len(x), CHUNK):
        centred = x[start : start + CHUNK].astype(np.float32) - mean
        energies += np.square(centred @ axes, dtype=np.float64).sum(axis=0)
        whole += float(np.square(centred, dtype=np.float64).sum())
    errors = whole - np.concatenate([[0.0], energies.cumsum()])
    return np.maximum(errors / len(x), 0)


def pixel_errors(dataset: Dataset, on_progress: OnProgress = ignore_progress) -> Doubles:
    """Squared error per test image of PCA with 0, 1, 2, ... components, fitted to the training set.

    float64 (785,), summed over the pixels in [0, 1].
    """
    train, test = (dataset.split(part).images.flatten(1).numpy() for part in ("train", "test"))
    return reconstruction_errors(fit(train, on_progress), test) / 255**2
