"""Principal component analysis (Pearson, 1901), exact unless the vectors are many and long.

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

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data import Dataset
from core.inference.progress import OnProgress, ignore_progress

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Numbers = NDArray[np.number[Any]]

CHUNK = 10_000  # rows converted to floats at a time: 31 MB of 784 pixels
WIDE = 256  # longer vectors are computed in single precision, in half the time
NEGLIGIBLE = 1e-10  # share of the largest variance; smaller ones are rounding errors
SHORT = 1024  # up to this length of vector, all components are computed: a second
FEW = 2048  # up to this many vectors, their inner products replace the covariance
LEADING = 256  # components of longer vectors that `pixel_errors` uses
SPARE = 16  # extra directions, with which the iteration converges sooner
PASSES = 8  # iterations over all vectors


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
    """The first k principal components of vectors of d numbers, the largest variance first."""

    mean: Doubles
    """float64 (d,)."""
    axes: Doubles
    """float64 (k, d), orthonormal rows; the largest number of each row is positive."""
    variances: Doubles
    """float64 (k,), along each axis; 0 where nothing varies."""
    total: float
    """Sum of the variances along all d axes."""

    def basis(self, count: int) -> Basis:
        """The first ``count`` components."""
        share = float(self.variances[:count].sum()) / self.total if self.total > 0 else 0.0
        return Basis(self.mean.astype(np.float32), self.axes[:count].astype(np.float32), share)


def fit(x: Numbers, on_progress: OnProgress = ignore_progress) -> Components:
    """All d principal components of finite (N, d) vectors of any number type.

    The sign of an axis is arbitrary. Here its largest number is positive, so that a slider along it
    always moves the same way.
    """
    size = x.shape[1]
    precision = np.float32 if size > WIDE else np.float64
    mean = x.mean(axis=0, dtype=np.float64)
    products = np.zeros((size, size))
    for start, centred in _centred_chunks(x, mean, precision):
        products += centred.T @ centred
        on_progress(start + len(centred), len(x))
    variances, columns = np.linalg.eigh(products / max(1, len(x) - 1))
    variances, axes = variances[::-1].copy(), columns.T[::-1]
    variances[variances < variances[0] * NEGLIGIBLE] = 0
    return Components(mean, _with_signs(axes), variances, float(variances.sum()))


def leading(x: Numbers, count: int, on_progress: OnProgress = ignore_progress) -> Components:
    """At least the first ``count`` principal components of finite (N, d) vectors.

    The time to decompose the covariance grows with d³: ten seconds for the 3,072 numbers of a 32×32
    colour image, ten minutes for a 64×64 one. If vectors have more than `SHORT` numbers, up to
    `FEW` of them are decomposed by their inner products, which is exact too, and more of them by
    subspace iteration (Halko, Martinsson and Tropp, 2011) from a fixed seed.
    """
    number, size = x.shape
    if size <= SHORT:
        return fit(x, on_progress)
    mean = x.mean(axis=0, dtype=np.float64)
    if number <= FEW:
        return _from_inner_products(x - mean, mean, count)
    return _by_iteration(x, mean, count, on_progress)


def _from_inner_products(centred: Doubles, mean: Doubles, count: int) -> Components:
    products = centred @ centred.T
    values, columns = np.linalg.eigh(products)
    values, columns = values[::-1][:count], columns[:, ::-1][:, :count]
    rank = int((values > max(values[0], 0) * NEGLIGIBLE).sum())
    # Directions without variance fill up what is missing, as they do in `fit`.
    directions = np.random.default_rng(0).normal(size=(centred.shape[1], count))
    directions[:, :rank] = centred.T @ columns[:, :rank]
    axes = np.linalg.qr(directions)[0].T
    freedom = max(1, len(centred) - 1)
    variances = np.zeros(count)
    variances[:rank] = values[:rank] / freedom
    return Components(mean, _with_signs(axes), variances, float(products.trace()) / freedom)


def _by_iteration(x: Numbers, mean: Doubles, count: int, on_progress: OnProgress) -> Components:
    number, size = x.shape
    wide = min(count + SPARE, size)
    directions = np.random.default_rng(0).normal(size=(size, wide)).astype(np.float32)
    products, whole = directions, 0.0
    for turn in range(PASSES):
        directions = np.linalg.qr(products)[0].astype(np.float32)
        products, whole = np.zeros((size, wide)), 0.0
        for start, centred in _centred_chunks(x, mean):
            products += centred.T @ (centred @ directions)
            whole += float(np.square(centred, dtype=np.float64).sum())
            on_progress(turn * number + start + len(centred), PASSES * number)
    values, vectors = np.linalg.eigh(directions.T @ products)
    axes = (directions @ vectors[:, ::-1][:, :count]).T.astype(np.float64)
    variances = np.maximum(values[::-1][:count], 0) / (number - 1)
    return Components(mean, _with_signs(axes), variances, whole / (number - 1))


def _with_signs(axes: Doubles) -> Doubles:
    """The axes, turned so that the largest number of each is positive."""
    return axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]


def _centred_chunks(
    x: Numbers, mean: Doubles, precision: type[np.floating[Any]] = np.float32
) -> Iterator[tuple[int, NDArray[np.floating[Any]]]]:
    """Yield the position of the first row and the centred vectors of each chunk of rows."""
    rows = min(CHUNK, max(1, CHUNK * SHORT // x.shape[1]))
    for start in range(0, len(x), rows):
        yield start, x[start : start + rows].astype(precision) - mean.astype(precision)


def reconstruction_errors(components: Components, x: Numbers) -> Doubles:
    """Mean squared error per vector of (N, d), reconstructed from 0, 1, ..., k components.

    float64 (k + 1,), summed over the numbers of a vector.
    """
    axes = components.axes.T.astype(np.float32)
    energies, whole = np.zeros(len(components.axes)), 0.0
    for _, centred in _centred_chunks(x, components.mean):
        energies += np.square(centred @ axes, dtype=np.float64).sum(axis=0)
        whole += float(np.square(centred, dtype=np.float64).sum())
    errors = whole - np.concatenate([[0.0], energies.cumsum()])
    return np.maximum(errors / len(x), 0)


def pixel_errors(dataset: Dataset, on_progress: OnProgress = ignore_progress) -> Doubles:
    """Squared error per test image of PCA with 0, 1, 2, ... components, fitted to the training set.

    float64 (k + 1,), summed over the pixels in [0, 1]. k is the number of values of an image, or
    `LEADING` if an image has more than `SHORT` values.
    """
    train, test = (dataset.split(part).images.flatten(1).numpy() for part in ("train", "test"))
    return reconstruction_errors(leading(train, LEADING, on_progress), test) / 255**2
