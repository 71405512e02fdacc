"""Whether a classifier is as often right as it says: the reliability diagram and its error.

Guo et al., "On Calibration of Modern Neural Networks" (2017), section 2.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

BINS = 10


@dataclass(frozen=True, eq=False)
class Reliability:
    """Digits sorted into bins of equal width by how sure the classifier was of its answer."""

    edges: NDArray[np.float64]
    """(bins + 1,) from 0 to 1; a bin holds its upper edge"""
    counts: NDArray[np.int64]
    """(bins,) digits"""
    confidence: NDArray[np.float64]
    """(bins,) mean probability that the classifier gave its answer; NaN in an empty bin"""
    accuracy: NDArray[np.float64]
    """(bins,) share of its answers that were right; NaN in an empty bin"""
    ece: float
    """expected calibration error in [0, 1]: the mean gap, weighted by the bins' counts"""
    mce: float
    """the largest gap of any bin that is not empty, in [0, 1]"""
    mean_confidence: float
    overall_accuracy: float


def reliability(probability: ArrayLike, correct: ArrayLike, bins: int = BINS) -> Reliability:
    """The reliability of answers with their probabilities (N,) in [0, 1] and whether each is right.

    Raises ValueError where there is no answer or the lengths differ.
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
