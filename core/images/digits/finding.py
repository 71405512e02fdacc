"""Ink -> the digits in it: which pieces belong together, in reading order."""

from functools import cached_property

import cv2
import numpy as np

from core.images.digits import centring
from core.images.digits.candidates import Candidate, Judge, judge_all
from core.images.digits.joining import join_broken
from core.images.digits.pieces import Box, Mask, Piece, in_order, merge, usual_height
from core.images.digits.splitting import split_touching
from core.images.reading import Grey

MAX_DIGITS = 200
MAX_PIECES = 700  # pieces of ink that are considered, the largest first
MAX_MARKS = MAX_DIGITS + 40  # pieces of a digit's size; some may be parts of one digit
SMALL = 7  # pixels: smaller pieces are specks
_HEIGHT = 0.4  # of the usual height: smaller pieces are not digits


class Finder:
    """Finds the digits in the ink of one picture."""

    def __init__(self, ink: Grey, mask: Mask) -> None:
        """``ink`` is float32 (H, W) in [0, 1], ``mask`` its strokes."""
        self.ink = ink
        _, self.labels, self.stats, _ = cv2.connectedComponentsWithStats(
            mask.astype(np.uint8), connectivity=8
        )

    def marks(self) -> list[Piece]:
        """The pieces of a digit's size, line by line and from left to right."""
        pieces = self._whole_pieces
        usual = usual_height(pieces)
        large = [piece for piece in pieces if piece.box.height >= _HEIGHT * usual]
        return in_order(large[: 2 * MAX_MARKS])[:MAX_MARKS]

    def cut_out(self, marks: list[Piece]) -> list[Candidate]:
        """The ink of each mark."""
        return [self._cut(piece) for piece in marks]

    def find(self) -> list[Candidate]:
        """The digits, line by line and from left to right, without marks that are too small."""
        return self.cut_out(self.marks())

    def refine(self, candidates: list[Candidate], judge: Judge) -> list[Candidate]:
        """Join and split the candidates where that reads better; each gets its confidence."""
        judged = judge_all(candidates, judge)
        whole = join_broken(judged, self._whole_pieces, self._cut, judge)
        return split_touching(whole, judge)

    @cached_property
    def _whole_pieces(self) -> list[Piece]:
        """The pieces, after joining those above each other or within one another."""
        return merge(self._pieces())

    def _pieces(self) -> list[Piece]:
        """The pieces of ink except specks, the largest first."""
        stats = self.stats
        if len(stats) < 2:
            return []
        heights, widths = stats[1:, cv2.CC_STAT_HEIGHT], stats[1:, cv2.CC_STAT_WIDTH]
        areas = stats[1:, cv2.CC_STAT_AREA]
        small = min(SMALL, 0.15 * min(self.ink.shape))
        large = (np.maximum(heights, widths) >= small) & (
            areas >= centring.SPECK * 0.2 * areas.max()
        )
        numbers = np.flatnonzero(large)
        numbers = numbers[np.argsort(-areas[numbers], kind="stable")][:MAX_PIECES]
        return [
            Piece(
                Box(int(top), int(top + high), int(left), int(left + wide)),
                (int(number) + 1,),
                int(area),
            )
            for number in numbers
            for left, top, wide, high, area in [stats[number + 1]]
        ]

    def _cut(self, piece: Piece) -> Candidate:
        """The piece's ink with the soft edge of its strokes."""
        box, rim = piece.box, 3
        height, width = self.ink.shape
        top, left = max(0, box.top - rim), max(0, box.left - rim)
        part = np.s_[top : min(height, box.bottom + rim), left : min(width, box.right + rim)]
        marked = self.labels[part]
        single = len(piece.labels) == 1
        own = marked == piece.labels[0] if single else np.isin(marked, piece.labels)
        near = cv2.dilate(own.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=2)
        mine = near.astype(bool) & (own | (marked == 0))
        ink = np.where(mine, self.ink[part], np.float32(0))
        strong = ink[own]
        full = float(np.median(strong[strong > 0.5 * strong.max()]))
        edge = box.top == 0 or box.left == 0 or box.bottom == height or box.right == width
        ink = np.minimum(ink / max(full, 1e-3), 1).astype(np.float32)
        return Candidate(box, ink, piece.area, piece.labels, at_edge=edge)
