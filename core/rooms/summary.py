"""What a room drew: how many, the mean of each digit, the oddest, how many are read right."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.rooms.drawing import Drawing

ODD = 6
DIGITS = 10


@dataclass(frozen=True, eq=False)
class Summary:
    """Figures of some drawings."""

    count: int
    right: int
    """Read as the digit that was meant"""
    counts: NDArray[np.int64]
    """int64 (10,), drawings per digit meant"""
    averages: NDArray[np.uint8]
    """uint8 (10, 28, 28), the mean of the drawings of each digit; black without any"""
    odd: tuple[int, ...]
    """Numbers of up to `ODD` drawings, the one least like MNIST's digits first"""


def summarise(drawings: Sequence[Drawing]) -> Summary:
    """The summary of drawings in any order."""
    counts = np.zeros(DIGITS, np.int64)
    sums = np.zeros((DIGITS, 28, 28), np.int64)
    for drawing in drawings:
        counts[drawing.meant] += 1
        sums[drawing.meant] += drawing.reading.seen
    means = np.rint(sums / np.maximum(counts, 1)[:, None, None]).astype(np.uint8)
    odd = heapq.nlargest(ODD, drawings, key=lambda drawing: drawing.reading.error)
    return Summary(
        len(drawings),
        sum(drawing.is_right for drawing in drawings),
        counts,
        means,
        tuple(drawing.number for drawing in odd),
    )
