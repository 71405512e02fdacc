"""Digits that touch: where to cut a piece of ink in two."""

from dataclasses import replace

import cv2
import numpy as np

from core.images import centring
from core.images.candidates import Candidate, Judge, sureties_of
from core.images.pieces import Box, Mask
from core.images.reading import Grey

UNSURE = 0.5  # below this surety, joining and splitting are tried
_WIDE = 0.75  # of the height: wider pieces may be two digits that touch
_VERY_WIDE = 1.0  # of the height: wider pieces are cut even if they read quite well
_SURE = 0.9  # how well both parts of such a piece must read
_CUTS = 5  # places tried for a cut
_SPLITS = 24  # pieces that are tried to be cut, the widest first
_CONTACT = 2.0  # stroke widths of ink that a cut may pass through
_MARGIN = 0.15  # by how much a split must read better


def _needed(one: Candidate) -> float:
    """The surety below which it is worth looking for two digits that touch."""
    if one.box.width > _VERY_WIDE * one.box.height:
        return _SURE
    return UNSURE if one.box.width > _WIDE * one.box.height else 0.0


def split_touching(candidates: list[Candidate], judge: Judge, depth: int = 2) -> list[Candidate]:
    """Wide pieces that read badly are cut where both halves read well."""
    tries: list[tuple[int, Candidate, Candidate]] = []
    wide = [
        (one.box.width / one.box.height, place)
        for place, one in enumerate(candidates)
        if one.surety < _needed(one)
    ]
    for _, place in sorted(wide, reverse=True)[:_SPLITS]:
        tries += [(place, *halves) for halves in cuts(candidates[place])]
    if not tries:
        return candidates
    inks = [half.ink for _, *halves in tries for half in halves]
    sureties = sureties_of(inks, judge).reshape(-1, 2)
    best: dict[int, tuple[float, Candidate, Candidate]] = {}
    for (place, left, right), (one, two) in zip(tries, sureties.tolist(), strict=True):
        # A cut that leaves a third digit in one half is worth it too.
        worth = min(one, two) if depth == 1 else max(min(one, two), 0.6 * max(one, two))
        whole = candidates[place].surety
        if worth > best.get(place, (min(whole + _MARGIN, _SURE),))[0]:
            halves = replace(left, surety=one), replace(right, surety=two)
            best[place] = (worth, *halves)
    result: list[Candidate] = []
    for place, one in enumerate(candidates):
        if place not in best:
            result.append(one)
            continue
        _, left, right = best[place]
        halves = [left, right]
        if depth > 1 and min(left.surety, right.surety) < UNSURE:
            halves = split_touching(halves, judge, depth - 1)
            if min(half.surety for half in halves) < UNSURE:
                halves = [one]
        result += halves
    return result


def cuts(one: Candidate) -> list[tuple[Candidate, Candidate]]:
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


def _half(whole: Candidate, ink: Grey) -> Candidate | None:
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
