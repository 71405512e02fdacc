"""Calibration of a classifier: reliability diagram and calibration error.

Guo et al., "On Calibration of Modern Neural Networks" (2017), section 2.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

BINS = 10


@dataclass(frozen=True, eq=False)
class Reliability:
    """Digits in bins of equal width by the probability of the predicted class."""

    edges: NDArray[np.float64]
    """(bins + 1,), from 0 to 1; a bin includes its upper edge."""
    counts: NDArray[np.int64]
    """(bins,), digits per bin."""
    confidence: NDArray[np.float64]
    """(bins,), mean probability of the predicted class; NaN in an empty bin."""
    accuracy: NDArray[np.float64]
    """(bins,), share of correct predictions; NaN in an empty bin."""
    ece: float
    """Expected calibration error in [0, 1]: mean gap, weighted by the bins' counts."""
    mce: float
    """Maximum calibration error in [0, 1]: largest gap of a bin with digits."""
    mean_confidence: float
    overall_accuracy: float


def reliability(probability: ArrayLike, correct: ArrayLike, bins: int = BINS) -> Reliability:
    """Reliability of predictions from their probabilities (N,), in [0, 1], and correctness (N,).

    Raises ValueError for no predictions or different lengths.
    """
    sure = np.asarray(probability, np.float64)
    right = np.asarray(correct, bool)
    if sure.shape != right.shape or sure.ndim != 1 or len(sure) == 0:
        raise ValueError(f"expected two rows of one length, got {sure.shape} and {right.shape}")
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.ceil(sure * bins).astype(int) - 1, 0, bins - 1)
    counts = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):
        confidence = np.bincount(place, sure, bins) / counts
        accuracy = np.bincount(place, right, bins) / counts
    gaps = np.abs(confidence - accuracy)[counts > 0]
    return Reliability(
        edges,
        counts,
        confidence,
        accuracy,
        float((gaps * counts[counts > 0]).sum() / len(sure)),
        float(gaps.max()),
        float(sure.mean()),
        float(right.mean()),
    )
