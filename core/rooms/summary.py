"""Figures of a room's drawings: their number, how many are read right, means, the oddest ones."""

from bisect import bisect_left, insort
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.rooms.drawing import Drawing

ODD = 6
DIGITS = 10


@dataclass(frozen=True, eq=False)
class Summary:
    """Figures of a set of drawings."""

    count: int
    right: int
    """Number read as the digit that was meant"""
    counts: NDArray[np.int64]
    """int64 (10,), drawings per digit meant"""
    averages: NDArray[np.uint8]
    """uint8 (10, 28, 28), the mean of the drawings of each digit; black without any"""
    odd: tuple[int, ...]
    """Numbers of up to `ODD` drawings, the one least like MNIST's digits first"""


class Tally:
    """The figures of drawings, updated as drawings come and go.

    A room with thousands of drawings asks for its summary several times per second, too often to
    compute it from all of them.
    """

    def __init__(self) -> None:
        self._right = 0
        self._counts = np.zeros(DIGITS, np.int64)
        self._sums = np.zeros((DIGITS, 28, 28), np.int64)
        self._errors: list[tuple[float, int]] = []
        """The negative error and the number of each drawing, sorted"""

    def add(self, drawing: Drawing) -> None:
        """Count a drawing."""
        insort(self._errors, _rank(drawing))
        self._change(drawing, 1)

    def remove(self, drawing: Drawing) -> None:
        """Stop counting a drawing. Raises ValueError if it was not counted."""
        place = bisect_left(self._errors, _rank(drawing))
        if self._errors[place : place + 1] != [_rank(drawing)]:
            raise ValueError(f"Drawing {drawing.number} was not counted.")
        del self._errors[place]
        self._change(drawing, -1)

    def _change(self, drawing: Drawing, by: int) -> None:
        self._right += by * drawing.is_right
        self._counts[drawing.digit] += by
        self._sums[drawing.digit] += by * drawing.reading.seen.astype(np.int64)

    def summary(self) -> Summary:
        """The figures now."""
        means = np.rint(self._sums / np.maximum(self._counts, 1)[:, None, None]).astype(np.uint8)
        odd = tuple(number for _, number in self._errors[:ODD])
        return Summary(len(self._errors), self._right, self._counts.copy(), means, odd)


def _rank(drawing: Drawing) -> tuple[float, int]:
    return -drawing.reading.error, drawing.number
