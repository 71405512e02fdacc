"""A picture -> the digits in it: which scale, which shade of ink and which way up read best.

Small writing needs a close look, a thick marker a look at the whole, and nobody says whether the
ink is the lighter or the darker shade. So the picture is read in some ways, the likeliest first,
until the digits found read well.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from core.images.finding import Finder, Found, Judge, judge_all, prepared
from core.images.ground import FAINT, SCALES, Ink, Scale, ink_at, reduced
from core.images.ink import is_dark
from core.images.lines import Lines, find_lines, slant
from core.images.reading import Grey

Matrix = NDArray[np.float64]

WELL = 0.42  # a way of reading that scores more is taken without trying others
TALL = 16  # pixels: lower digits are looked at more closely
_BETTER = 0.06  # by how much a later way must score more
_OTHER = 0.08  # by how much it must if its ink is of the unlikelier shade
_PER_DIGIT = 0.002  # so that the way that finds more digits wins among equals
_TURN_LEAST = 3  # digits that must be found before a page is turned
_TURN_MOST = 16  # digits that are looked at to tell which way up it is
_TURN_GAIN = 0.2  # by how much surer its digits must be then
_TURN_SURE = 0.65  # how sure its digits must be then
_SAME = 0.03  # share of the ink by which two scales may differ and still say the same
_SLIM = 3.0  # longer shapes say nothing about which way is up
_TORN = 0.3  # share of a piece's surroundings that may be as dark as it is


@dataclass(frozen=True)
class Look:
    """One way to read a picture, and what it gives."""

    grey: Grey
    """(H, W) in [0, 1]: what was looked at, at this scale and this way up"""
    ink: Ink
    clean: Grey
    """(H, W) in [0, 1]: the ink without lines"""
    lines: Lines | None
    found: list[Found]
    score: float
    """mean surety of the ink, from −0.5 (nothing is a digit) to 0.5"""
    turns: int = 0
    """quarters by which the picture was turned counter-clockwise, or would read better"""
    degrees: float = 0.0
    """by which it was turned further, to make its lines level; counter-clockwise"""

    @property
    def to_picture(self) -> Matrix:
        """(2, 3): from pixels of ``grey`` to shares of the picture's width and height."""
        height, width = self.grey.shape
        inverse = np.vstack([_rotation(self.grey.shape, -self.degrees), [0, 0, 1]])
        unit = np.diag([1 / width, 1 / height, 1])
        matrix = unit @ inverse
        for _ in range(self.turns % 4):  # undo a quarter: (x, y) -> (1 - y, x)
            matrix = np.array([[0, -1, 1], [1, 0, 0], [0, 0, 1]]) @ matrix
        return matrix[:2]


def look(grey: Grey, judge: Judge | None = None) -> Look | None:
    """The best way to read a picture in [0, 1], float32 (H, W); None if it shows no ink.

    Without a judge, the first way that finds anything.
    """
    best = _best(grey, judge)
    if best is not None and best.turns and judge is not None:
        turned = _best(np.ascontiguousarray(np.rot90(grey, best.turns)), judge)
        if turned is not None and not turned.turns:
            return replace(turned, turns=best.turns)
    return best if best is None else replace(best, turns=0)


def _best(grey: Grey, judge: Judge | None) -> Look | None:
    best: Look | None = None
    if float(np.ptp(grey)) < FAINT:
        return best
    top = -1.0
    known: list[Ink] = []
    for scale, dark in _ways(grey):
        for seen in _looks(grey, scale, dark, judge, known):
            if not seen.found:
                best = best or seen
                continue
            if judge is None:
                return seen
            rank = seen.score + _PER_DIGIT * min(len(seen.found), 20)
            if best is None or not best.found:
                best, top = seen, rank
            other = best.ink.dark_on_light != dark
            if rank > top + (_OTHER if other else _BETTER):
                best, top = seen, rank
            tall = float(np.median([one.box.height for one in seen.found]))
            if seen.score > WELL and (tall >= TALL or max(seen.grey.shape) == max(grey.shape)):
                return best
    return best


def _ways(grey: Grey) -> Iterator[tuple[Scale, bool]]:
    """Scales and whether the ink is dark, the likeliest first; none twice."""
    small = reduced(grey, SCALES[0].side)
    dark = is_dark(small)
    done: set[tuple[int, int]] = set()
    for ink_is_dark in (dark, not dark):
        done.clear()
        for scale in SCALES:
            side = min(scale.side, max(grey.shape))
            shape = tuple(round(length * side / max(grey.shape)) for length in grey.shape)
            key = (side, scale.width(shape) // 8)
            if key not in done:
                done.add(key)
                yield scale, ink_is_dark


def _looks(
    grey: Grey, scale: Scale, dark: bool, judge: Judge | None, known: list[Ink] | None = None
) -> Iterator[Look]:
    """The ways to read the ink of one scale: without its lines, and with them.

    None if the ink is that of a scale in ``known``, to which it is added.
    """
    ink = ink_at(grey, scale, dark)
    if ink is None or any(_alike(ink, other) for other in known or []):
        return
    if known is not None:
        known.append(ink)
    seen = reduced(grey, scale.side)
    degrees = slant(ink.mask)
    if abs(degrees) > 0.4:
        seen = _level(seen, degrees)
        ink = ink_at(seen, scale, dark)
        if ink is None:
            return
    else:
        degrees = 0.0
    lines = find_lines(ink.mask, ink.ink)
    if lines is None:
        yield _look(seen, ink, None, degrees, judge)
        return
    yield _look(seen, ink, lines, degrees, judge)
    if judge is not None:  # a long stroke of a digit may look like a line
        yield _look(seen, ink, None, degrees, judge)


def _alike(one: Ink, other: Ink) -> bool:
    if one.mask.shape != other.mask.shape or one.dark_on_light != other.dark_on_light:
        return False
    return bool((one.mask ^ other.mask).sum() <= _SAME * one.mask.sum())


def _look(seen: Grey, ink: Ink, lines: Lines | None, degrees: float, judge: Judge | None) -> Look:
    clean, mask = ink.ink, ink.mask
    if lines is not None:
        mask = mask & ~lines.mask
        clean = np.where(lines.mask, np.float32(0), clean)
    finder = Finder(clean, mask)
    found = finder.find()
    if judge is None or not found:
        return Look(seen, ink, clean, lines, found, 0.0 if found else -0.5, degrees=degrees)
    found = judge_all(found, judge)
    turns, surety = _turns(found, judge) if _score(found) < WELL else (0, 0.0)
    if turns:
        return Look(seen, ink, clean, lines, found, surety - 0.5, turns, degrees)
    found = finder.refine(found, judge)
    found = [replace(one, surety=one.surety * _wholeness(one, ink)) for one in found]
    return Look(seen, ink, clean, lines, found, _score(found), degrees=degrees)


def _score(found: list[Found]) -> float:
    """Mean surety over the ink, less a half."""
    areas = sum(one.area for one in found)
    if not areas:
        return -0.5
    return sum(one.area * one.surety for one in found) / areas - 0.5


def _wholeness(one: Found, ink: Ink) -> float:
    """1 for a piece of ink with paper all around, less where it is torn out of a larger one."""
    box, rim = one.box, 5
    top, left = max(0, box.top - rim), max(0, box.left - rim)
    part = np.s_[top : box.bottom + rim, left : box.right + rim]
    bright, mask = ink.bright[part], ink.mask[part]
    own = mask.astype(np.uint8)
    near = cv2.dilate(own, np.ones((3, 3), np.uint8), iterations=2)
    ring = cv2.dilate(near, np.ones((3, 3), np.uint8), iterations=2).astype(bool) & (near == 0)
    if not ring.any() or not mask.any():
        return 1.0
    inside, paper = float(np.median(bright[mask])), float(bright[ring].max())
    torn = float((bright[ring] < inside + 0.35 * (paper - inside)).mean())
    return 1.0 if torn < _TORN / 2 else float(np.clip(1.5 - torn / _TORN, 0.2, 1.0))


def _rotation(shape: tuple[int, ...], degrees: float) -> Matrix:
    middle = ((shape[1] - 1) / 2, (shape[0] - 1) / 2)
    return np.asarray(cv2.getRotationMatrix2D(middle, degrees, 1.0), dtype=np.float64)


def _level(grey: Grey, degrees: float) -> Grey:
    """The picture turned so that lines askew by so many degrees are level."""
    height, width = grey.shape
    turned = cv2.warpAffine(
        grey,
        _rotation(grey.shape, degrees),
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(turned, dtype=np.float32)


def _turns(found: list[Found], judge: Judge) -> tuple[int, float]:
    """Quarters, counter-clockwise, by which the digits read better, and their mean surety then."""
    plump = [one for one in found if _SLIM > one.box.width / one.box.height > 1 / _SLIM]
    if len(plump) < _TURN_LEAST:
        return 0, 0.0
    images = [prepared(one.ink)[0] for one in plump[:_TURN_MOST]]
    every = np.stack([np.rot90(image, turns) for turns in range(4) for image in images])
    sureties = judge(np.ascontiguousarray(every)).reshape(4, -1).mean(1)
    turns = int(sureties.argmax())
    if sureties[turns] > max(sureties[0] + _TURN_GAIN, _TURN_SURE):
        return turns, float(sureties[turns])
    return 0, 0.0
