"""Ink -> the digits in it: which pieces belong together, in the order of reading."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from core.errors import ImageError
from core.images import centring
from core.images.reading import Grey

Mask = NDArray[np.bool_]
Pixels = NDArray[np.uint8]
Judge = Callable[[Pixels], NDArray[np.float32]]
"""uint8 (N, 28, 28) -> how surely each is a digit, float32 (N,) in [0, 1]"""

MAX_DIGITS = 200
MAX_PIECES = 700  # pieces of ink that are looked at, the largest first
MAX_MARKS = MAX_DIGITS + 40  # pieces of a digit's size; some may be parts of one digit
SMALL = 7  # pixels: lower pieces are specks
_HEIGHT = 0.4  # of the usual height: lower pieces are marks, not digits
_OVERLAP = 0.4  # of the narrower: pieces above each other that much are one digit
_NEAR = 0.25  # of the taller: how far apart the pieces of one digit may be
_WIDE = 0.75  # of the height: wider pieces may be two digits that touch
_VERY_WIDE = 1.0  # of the height: wider pieces are cut even if they read quite well
_SURE = 0.9  # how well both parts of such a piece must read
_UNSURE = 0.5  # below, joining and splitting are tried
_CUTS = 5  # places tried for a cut
_SPLITS = 24  # pieces that are tried to be cut, the widest first
_CONTACT = 2.0  # stroke widths of ink that a cut may pass through
_LINE = 0.5  # of the taller: pieces further above or below one another are in two lines
_LARGEST = 300  # pixels of a digit's longer side: more say nothing about 28×28
_ROUNDS = 4  # of joining pieces, each with the larger boxes of the one before
_MARGIN = 0.15  # by how much a join or a split must read better


@dataclass(frozen=True)
class Box:
    """A rectangle of pixels, its ends left out as in a slice."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left

    def joined(self, other: "Box") -> "Box":
        """The smallest box around both."""
        return Box(
            min(self.top, other.top),
            max(self.bottom, other.bottom),
            min(self.left, other.left),
            max(self.right, other.right),
        )


@dataclass(frozen=True)
class Found:
    """One digit's place and ink."""

    box: Box
    ink: Grey
    """float32 (h, w) in [0, 1]: the ink of this digit alone, of the box and a rim around it"""
    area: int
    """pixels of its strokes"""
    labels: tuple[int, ...]
    """numbers of its pieces of ink"""
    surety: float = 1.0
    """how surely it is a digit, in [0, 1]; 1 without a judge"""
    at_edge: bool = False
    """whether it touches the picture's edge"""
    split: bool = False
    """whether it touched another digit"""


@dataclass(frozen=True)
class Piece:
    """Connected ink, or the parts of one digit together."""

    box: Box
    labels: tuple[int, ...]
    area: int

    def joined(self, other: "Piece") -> "Piece":
        """Both as one."""
        labels = self.labels + other.labels
        return Piece(self.box.joined(other.box), labels, self.area + other.area)


class Finder:
    """Finds the digits in the ink of one picture."""

    def __init__(self, ink: Grey, mask: Mask) -> None:
        """``ink`` is float32 (H, W) in [0, 1], ``mask`` its strokes."""
        self.ink = ink
        _, self.marked, self.stats, _ = cv2.connectedComponentsWithStats(
            mask.astype(np.uint8), connectivity=8
        )

    def marks(self) -> list[Piece]:
        """The pieces of a digit's size line by line, each from the left."""
        pieces = _merged(self._pieces())
        usual = usual_height(pieces)
        large = [piece for piece in pieces if piece.box.height >= _HEIGHT * usual]
        return in_order(large[: 2 * MAX_MARKS])[:MAX_MARKS]

    def cut_out(self, marks: list[Piece]) -> list[Found]:
        """The ink of each mark."""
        return [self._cut(piece) for piece in marks]

    def find(self) -> list[Found]:
        """The digits line by line, each from the left; marks that are too small are left out."""
        return self.cut_out(self.marks())

    def refine(self, found: list[Found], judge: Judge) -> list[Found]:
        """The same after joining and splitting what reads better so, each with its surety."""
        judged = self._joined(judge_all(found, judge), judge)
        return _split(judged, judge)[:MAX_DIGITS]

    def _pieces(self) -> list[Piece]:
        """The pieces of ink but for specks, the largest first."""
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

    def _cut(self, piece: Piece) -> Found:
        """The piece's ink with the soft edge of its strokes."""
        box, rim = piece.box, 3
        height, width = self.ink.shape
        top, left = max(0, box.top - rim), max(0, box.left - rim)
        part = np.s_[top : min(height, box.bottom + rim), left : min(width, box.right + rim)]
        marked = self.marked[part]
        single = len(piece.labels) == 1
        own = marked == piece.labels[0] if single else np.isin(marked, piece.labels)
        near = cv2.dilate(own.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=2)
        mine = near.astype(bool) & (own | (marked == 0))
        ink = np.where(mine, self.ink[part], np.float32(0))
        strong = ink[own]
        full = float(np.median(strong[strong > 0.5 * strong.max()]))
        edge = box.top == 0 or box.left == 0 or box.bottom == height or box.right == width
        ink = np.minimum(ink / max(full, 1e-3), 1).astype(np.float32)
        return Found(box, ink, piece.area, piece.labels, at_edge=edge)

    def _joined(self, found: list[Found], judge: Judge) -> list[Found]:
        """Neighbours in a line become one digit where together they read much better."""
        pairs = []
        for place, (one, two) in enumerate(pairwise(found)):
            both = one.box.joined(two.box)
            tall = max(one.box.height, two.box.height)
            gap = two.box.left - one.box.right
            same_line = both.height < 1.5 * tall and two.box.left >= one.box.left
            if same_line and gap < 0.35 * tall and both.width < 1.25 * both.height:
                labels = one.labels + two.labels
                pairs.append((place, self._cut(Piece(both, labels, one.area + two.area))))
        sureties = sureties_of([pair.ink for _, pair in pairs], judge)
        done: dict[int, Found] = {}
        for (place, pair), surety in sorted(
            zip(pairs, sureties.tolist(), strict=True), key=lambda row: -row[1]
        ):
            parts = found[place].surety, found[place + 1].surety
            taken = {place - 1, place, place + 1} & set(done)
            weakest = min(parts)
            if not taken and surety > _UNSURE and weakest < _UNSURE and surety > weakest + 0.3:
                done[place] = replace(pair, surety=surety)
        joined, skip = [], False
        for place, one in enumerate(found):
            if skip:
                skip = False
            elif place in done:
                joined.append(done[place])
                skip = True
            else:
                joined.append(one)
        return joined


def judge_all(found: list[Found], judge: Judge) -> list[Found]:
    """The digits with their sureties."""
    sureties = sureties_of([one.ink for one in found], judge).tolist()
    return [replace(one, surety=surety) for one, surety in zip(found, sureties, strict=True)]


def sureties_of(inks: list[Grey], judge: Judge) -> NDArray[np.float32]:
    """How surely each ink is a digit, (N,); 0 for too faint a one."""
    images, at = [], []
    for place, ink in enumerate(inks):
        try:
            images.append(prepared(ink)[0])
        except ImageError:
            continue
        at.append(place)
    sureties = np.zeros(len(inks), np.float32)
    if images:
        sureties[at] = judge(np.stack(images))
    return sureties


def _needed(one: Found) -> float:
    """The surety below which it is worth looking for two digits that touch."""
    if one.box.width > _VERY_WIDE * one.box.height:
        return _SURE
    return _UNSURE if one.box.width > _WIDE * one.box.height else 0.0


def _split(found: list[Found], judge: Judge, depth: int = 2) -> list[Found]:
    """Wide pieces that read badly are cut where both halves read well."""
    tries: list[tuple[int, Found, Found]] = []
    wide = [
        (one.box.width / one.box.height, place)
        for place, one in enumerate(found)
        if one.surety < _needed(one)
    ]
    for _, place in sorted(wide, reverse=True)[:_SPLITS]:
        tries += [(place, *halves) for halves in cuts(found[place])]
    if not tries:
        return found
    inks = [half.ink for _, *halves in tries for half in halves]
    sureties = sureties_of(inks, judge).reshape(-1, 2)
    best: dict[int, tuple[float, Found, Found]] = {}
    for (place, left, right), (one, two) in zip(tries, sureties.tolist(), strict=True):
        # A cut that leaves a third digit in one half is worth it too.
        worth = min(one, two) if depth == 1 else max(min(one, two), 0.6 * max(one, two))
        whole = found[place].surety
        if worth > best.get(place, (min(whole + _MARGIN, _SURE),))[0]:
            halves = replace(left, surety=one), replace(right, surety=two)
            best[place] = (worth, *halves)
    split: list[Found] = []
    for place, one in enumerate(found):
        if place not in best:
            split.append(one)
            continue
        _, left, right = best[place]
        halves = [left, right]
        if depth > 1 and min(left.surety, right.surety) < _UNSURE:
            halves = _split(halves, judge, depth - 1)
            if min(half.surety for half in halves) < _UNSURE:
                halves = [one]
        split += halves
    return split


def prepared(ink: Grey) -> tuple[Pixels, Grey, Grey | None]:
    """A digit's ink as the models know it, its cut-out, and that with thicker strokes or None.

    uint8 (28, 28), float32 (h, w), float32 (h, w).
    """
    cut = centring.cut_out(ink)
    longest = max(cut.shape)
    if longest > _LARGEST:
        size = [max(1, round(side * _LARGEST / longest)) for side in reversed(cut.shape)]
        cut = np.asarray(cv2.resize(cut, size, interpolation=cv2.INTER_AREA), dtype=np.float32)
    thicker = centring.with_usual_strokes(cut)
    image = centring.centred(centring.boxed(cut if thicker is None else thicker))
    return image, cut, thicker


def usual_height(pieces: list[Piece]) -> float:
    """The height of most of the ink, in pixels; 0 without any."""
    if not pieces:
        return 0.0
    heights = np.array([piece.box.height for piece in pieces], float)
    weights = np.array([piece.area for piece in pieces], float)
    order = np.argsort(heights)
    summed = np.cumsum(weights[order])
    return float(heights[order][np.searchsorted(summed, summed[-1] / 2)])


def cuts(one: Found) -> list[tuple[Found, Found]]:
    """Ways to cut a piece from top to bottom where little ink is in the way."""
    ink = one.ink
    width = ink.shape[1]
    profile = cv2.blur(ink.sum(0)[None].astype(np.float32), (3, 1))[0]
    inner = np.arange(round(0.15 * width), round(0.85 * width))
    if len(inner) < 3:
        return []
    order = inner[np.argsort(profile[inner], kind="stable")]
    chosen: list[int] = []
    for column in order.tolist():
        if all(abs(column - other) > max(2, 0.06 * width) for other in chosen):
            chosen.append(column)
        if len(chosen) == _CUTS:
            break
    pairs = []
    most = _CONTACT * centring.stroke_width(ink)
    for column in chosen:
        # The cut leans with the writing: through the least ink of some slants.
        slants = [_slanted(ink, column, lean) for lean in (-0.3, 0.0, 0.3)]
        contact, side = min(slants, key=lambda row: row[0])
        if contact > most:
            continue
        left, right = (_half(one, np.where(part, ink, 0)) for part in (side, ~side))
        if left is not None and right is not None:
            pairs.append((left, right))
    return pairs


def _slanted(ink: Grey, column: int, lean: float) -> tuple[float, Mask]:
    """The ink that a slanted cut passes through, and which pixels are left of it."""
    height, width = ink.shape
    rows = np.arange(height)
    at = np.clip(np.rint(column - lean * (rows - height / 2)).astype(int), 0, width - 1)
    return float(ink[rows, at].sum()), np.arange(width)[None] < at[:, None]


def _half(whole: Found, ink: Grey) -> Found | None:
    strong = ink > centring.SEEN
    rows, columns = (np.flatnonzero(strong.any(axis)) for axis in (1, 0))
    if not len(rows) or len(rows) < 0.5 * whole.box.height:
        return None
    rim_top = max(0, (len(whole.ink) - whole.box.height) // 2)
    rim_left = max(0, (whole.ink.shape[1] - whole.box.width) // 2)
    top, left = whole.box.top - rim_top, whole.box.left - rim_left
    box = Box(
        top + int(rows[0]),
        top + int(rows[-1]) + 1,
        left + int(columns[0]),
        left + int(columns[-1]) + 1,
    )
    return replace(whole, box=box, ink=ink.astype(np.float32), area=int(strong.sum()), split=True)


def _merged(pieces: list[Piece]) -> list[Piece]:
    """The pieces after joining those above each other or within one another, largest first."""
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
            joined[number] = piece if other is None else other.joined(piece)
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
    # Never more for what has grown by joining, or a column would become one digit.
    near &= gap < _NEAR * np.minimum(np.maximum.outer(height, height), 1.3 * tall)
    # Two whole digits below each other are two lines.
    return near & ((gap < 0) | (np.minimum.outer(height, height) < 0.75 * tall))


def in_order(pieces: list[Piece]) -> list[Piece]:
    """Line by line from the top, each from the left."""
    lines: list[list[Piece]] = []
    # Of the last piece of each line, because a page may lie askew.
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
