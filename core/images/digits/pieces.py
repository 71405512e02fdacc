"""Pieces of ink: which of them are parts of one digit, and in which order they are read."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

Mask = NDArray[np.bool_]

_OVERLAP = 0.4  # of the narrower width: pieces above each other with this overlap are one digit
_NEAR = 0.25  # of the taller height: largest gap between the pieces of one digit
_LINE = 0.5  # of the taller height: pieces further above one another are in two lines
_ROUNDS = 4  # of joining pieces, each with the boxes that the one before has enlarged


@dataclass(frozen=True)
class Box:
    """A rectangle of pixels; bottom and right are exclusive, as in a slice."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """Number of rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.right - self.left

    def apart(self, other: "Box") -> tuple[int, int]:
        """Columns and rows between both boxes; below 0 if they overlap."""
        return (
            max(self.left, other.left) - min(self.right, other.right),
            max(self.top, other.top) - min(self.bottom, other.bottom),
        )

    def join(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(
            min(self.top, other.top),
            max(self.bottom, other.bottom),
            min(self.left, other.left),
            max(self.right, other.right),
        )


@dataclass(frozen=True)
class Piece:
    """Connected ink, or the parts of one digit together."""

    box: Box
    labels: tuple[int, ...]
    area: int

    def join(self, other: "Piece") -> "Piece":
        """Both as one."""
        labels = self.labels + other.labels
        return Piece(self.box.join(other.box), labels, self.area + other.area)


def usual_height(pieces: list[Piece]) -> float:
    """Median height of the pieces in pixels, weighted by their area; 0 without pieces."""
    if not pieces:
        return 0.0
    heights = np.array([piece.box.height for piece in pieces], float)
    weights = np.array([piece.area for piece in pieces], float)
    order = np.argsort(heights)
    summed = np.cumsum(weights[order])
    return float(heights[order][np.searchsorted(summed, summed[-1] / 2)])


def merge(pieces: list[Piece]) -> list[Piece]:
    """Join the pieces that are above each other or within one another; the largest come first."""
    tall = usual_height(pieces)
    for _ in range(_ROUNDS):
        if len(pieces) < 2:
            break
        _, group = connected_components(csr_matrix(_together(pieces, tall)), directed=False)
        if group.max() == len(pieces) - 1:
            break
        joined: dict[int, Piece] = {}
        for piece, number in zip(pieces, group.tolist(), strict=True):
            other = joined.get(number)
            joined[number] = piece if other is None else other.join(piece)
        pieces = sorted(joined.values(), key=lambda piece: -piece.area)
    return pieces


def _together(pieces: list[Piece], tall: float) -> Mask:
    """Which pieces are parts of one digit: (N, N)."""
    boxes = [(p.box.top, p.box.bottom, p.box.left, p.box.right) for p in pieces]
    top, bottom, left, right = np.array(boxes, np.float32).T
    height, width = bottom - top, right - left
    across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    near = across >= _OVERLAP * np.minimum.outer(width, width)
    gap = np.maximum.outer(top, top) - np.minimum.outer(bottom, bottom)  # below 0: they overlap
    # Limited for pieces that have grown by joining, or a column would become one digit; and at
    # least half the usual height, so that the fragments of a broken stroke are joined.
    reach = np.clip(np.maximum.outer(height, height), 0.5 * tall, 1.3 * tall)
    near &= gap < _NEAR * reach
    # Two whole digits above each other are in two lines.
    return near & ((gap < 0) | (np.minimum.outer(height, height) < 0.75 * tall))


def in_order(pieces: list[Piece]) -> list[Piece]:
    """The pieces line by line from the top, each line from left to right."""
    lines: list[list[Piece]] = []
    # Of the last piece of each line, because a page may be skewed.
    middles, heights = np.zeros(len(pieces)), np.ones(len(pieces))
    for piece in sorted(pieces, key=lambda piece: piece.box.left):
        middle, height = _middle(piece), piece.box.height
        count = len(lines)
        apart = np.abs(middles[:count] - middle) / np.maximum(heights[:count], height)
        near = int(apart.argmin()) if count else -1
        if not count or apart[near] >= _LINE:
            near = count
            lines.append([])
        lines[near].append(piece)
        middles[near], heights[near] = middle, height
    lines.sort(key=lambda line: float(np.mean([_middle(piece) for piece in line])))
    return [piece for line in lines for piece in line]


def _middle(piece: Piece) -> float:
    return (piece.box.top + piece.box.bottom) / 2
