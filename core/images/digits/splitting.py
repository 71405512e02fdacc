"""Digits that touch: where to cut a piece of ink in two."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from core.images.digits import centring
from core.images.digits.candidates import UNSURE, Candidate, Judge, confidences_of
from core.images.digits.pieces import Box, Mask
from core.images.reading import Grey

_WIDE = 0.75  # of the height: wider pieces may be two digits that touch
_VERY_WIDE = 1.0  # of the height: wider pieces are cut even if they read quite well
_SURE = 0.9  # how well both parts of such a piece must read
_CUTS = 5  # places tried for a cut
_SPLITS = 24  # pieces that are tried, the widest first
_CONTACT = 2.0  # stroke widths of ink that a cut may pass through
_MARGIN = 0.15  # by how much a split must read better
_HALVES = 0.7  # confidence that each part of a piece must have
_TALL = 0.7  # of the height: each of two touching digits is at least as tall


def _least_confidence(one: Candidate) -> float:
    """The confidence below which it is worth looking for two digits that touch."""
    if one.box.width > _VERY_WIDE * one.box.height:
        return _SURE
    return UNSURE if one.box.width > _WIDE * one.box.height else 0.0


def split_touching(candidates: list[Candidate], judge: Judge, depth: int = 2) -> list[Candidate]:
    """Cut wide pieces that read badly where both halves read well."""
    tries: list[tuple[int, Cut]] = []
    wide = [
        (one.box.width / one.box.height, place)
        for place, one in enumerate(candidates)
        if one.confidence < _least_confidence(one)
    ]
    for _, place in sorted(wide, reverse=True)[:_SPLITS]:
        tries += [(place, cut) for cut in cuts(candidates[place])]
    if not tries:
        return candidates
    inks = [half.ink for _, cut in tries for half in (cut.left, cut.right)]
    confidences = confidences_of(inks, judge).reshape(-1, 2)
    best: dict[int, tuple[float, Candidate, Candidate]] = {}
    for (place, cut), (one, two) in zip(tries, confidences.tolist(), strict=True):
        if cut.strokes > 1 and min(one, two) < _SURE:
            continue  # the arcs of a wide 0 can read as digits, too
        worth = _worth(one, two, depth)
        whole = candidates[place].confidence
        if worth > best.get(place, (min(whole + _MARGIN, _SURE),))[0]:
            halves = replace(cut.left, confidence=one), replace(cut.right, confidence=two)
            best[place] = (worth, *halves)
    result: list[Candidate] = []
    for place, one in enumerate(candidates):
        if place not in best:
            result.append(one)
            continue
        _, left, right = best[place]
        halves = [left, right]
        if min(left.confidence, right.confidence) < _HALVES:
            halves = split_touching(halves, judge, depth - 1) if depth > 1 else halves
            if min(half.confidence for half in halves) < _HALVES:
                halves = [one]
        result += halves
    return result


def _worth(one: float, two: float, depth: int) -> float:
    """How well two halves read together."""
    if min(one, two) >= _HALVES:
        return float(np.sqrt(one * two))
    # A cut that leaves a third digit in one half is worth it too.
    return 0.6 * max(one, two) if depth > 1 else min(one, two)


@dataclass(frozen=True)
class Cut:
    """A piece of ink cut in two."""

    left: Candidate
    right: Candidate
    strokes: int
    """number of strokes that the cut passes through"""


def cuts(one: Candidate) -> list[Cut]:
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
    ways = []
    most = _CONTACT * centring.stroke_width(ink)
    for column in chosen:
        # The cut leans with the writing: of three slants, the one through the least ink.
        slants = [_slanted_cut(ink, column, lean) for lean in (-0.3, 0.0, 0.3)]
        passed, side = min(slants, key=lambda row: float(row[0].sum()))
        if float(passed.sum()) > most:
            continue
        left, right = (_half(one, np.where(part, ink, 0)) for part in (side, ~side))
        if left is not None and right is not None:
            strokes = np.diff(passed > centring.SEEN, prepend=False, append=False).sum() // 2
            ways.append(Cut(left, right, int(strokes)))
    return ways


def _slanted_cut(ink: Grey, column: int, lean: float) -> tuple[Grey, Mask]:
    """The ink that a slanted cut passes through, by row, and which pixels are left of it."""
    height, width = ink.shape
    rows = np.arange(height)
    at = np.clip(np.rint(column - lean * (rows - height / 2)).astype(int), 0, width - 1)
    return ink[rows, at], np.arange(width)[None] < at[:, None]


def _half(whole: Candidate, ink: Grey) -> Candidate | None:
    strong = ink > centring.SEEN
    rows, columns = (np.flatnonzero(strong.any(axis)) for axis in (1, 0))
    if not len(rows) or len(rows) < _TALL * whole.box.height:
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
