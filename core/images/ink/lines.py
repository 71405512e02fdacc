"""Find rules, frames, grids and table lines: long, straight and thin runs that are not ink.

A stroke that crosses a line stays whole: if ink continues above and below the line, the part
between belongs to the stroke.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.images.reading import Grey

Mask = NDArray[np.bool_]

LENGTH = 0.45  # of the picture's side: straight runs at least that long are lines
SPAN = 0.8  # of the picture's side: a single line is at least that long
_RULES = 3  # shorter parallel lines that count as rules
_FRAME = 2  # shorter lines in each direction that count as a frame
THICK = 0.03  # of the picture's shorter side: thicker runs are not lines
STEEPEST = 6.0  # degrees by which the lines of a page may be skewed
LEAST = 64  # pixels of the picture's shorter side: on a smaller one a line is no thinner than a pen
_DENSE = 0.22  # share of the picture: fuller pictures show no lines, and searching them is slow
_SIDE = 400  # pixels on which the slant is measured


@dataclass(frozen=True)
class Lines:
    """The lines of a picture."""

    mask: Mask
    """(H, W): the pixels to remove"""
    count: int


def thickest(shape: tuple[int, ...]) -> int:
    """Largest thickness of a line in pixels."""
    return max(3, round(THICK * min(shape)))


def find_lines(mask: Mask, ink: Grey, length: int | None = None) -> Lines | None:
    """The horizontal and vertical lines of a mask of ink (H, W); None if there are none.

    ``length`` is the least length in pixels, by default nearly half of the picture's side.
    """
    if min(mask.shape) < LEAST:
        return None
    whole = mask.astype(np.uint8)
    level = _level(whole, ink, length or round(LENGTH * mask.shape[1]))
    upright = _level(
        np.ascontiguousarray(whole.T),
        np.ascontiguousarray(ink.T),
        length or round(LENGTH * len(mask)),
    )
    counts = [0 if every is None else every[1] for every in (level, upright)]
    if min(counts) < _FRAME:  # letters have a long stroke or two
        level, upright = (
            None if every is None or not (every[1] >= _RULES or every[2]) else every
            for every in (level, upright)
        )
    if level is None and upright is None:
        return None
    removed = np.zeros(mask.shape, bool)
    count = 0
    if level is not None:
        removed |= level[0]
        count += level[1]
    if upright is not None:
        removed |= upright[0].T
        count += upright[1]
    return Lines(removed, count)


def _level(mask: NDArray[np.uint8], ink: Grey, length: int) -> tuple[Mask, int, bool] | None:
    """Horizontal lines: pixels to remove, their number, whether one spans the picture; or None."""
    length = max(length, 12)
    if mask.shape[1] < length:
        return None
    # A line may be broken by noise for a few pixels.
    bridged = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8))
    runs = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    if not runs.any():
        return None
    limit = thickest(mask.shape)
    count, marked, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    lines, thick, spans = 0, 1.0, False
    band = np.zeros(mask.shape, np.uint8)
    for number in range(1, count):
        left, top, wide, high, area = stats[number]
        if area / wide > limit or high > limit + wide * 0.04:
            continue
        lines += 1
        spans |= bool(wide >= SPAN * mask.shape[1])
        thick = max(thick, area / wide)
        part = np.s_[top : top + high, left : left + wide]
        band[part] |= marked[part] == number
    if not lines:
        return None
    # Covers the soft edge of a line and its gaps.
    band = cv2.dilate(band, np.ones((3, 5), np.uint8))
    outside = mask & (1 - band)
    reach = round(thick) + 4
    above = _grow(outside, reach, down=True)
    below = _grow(outside, reach, down=False)
    crossing = (band & above & below).astype(bool)
    # Ink darker than the line is a stroke that shows through it.
    usual = float(np.median(ink[(band & mask).astype(bool)]))
    darker = (ink > usual + 0.25) & band.astype(bool)
    return band.astype(bool) & ~crossing & ~darker, lines, spans


def _grow(mask: NDArray[np.uint8], reach: int, down: bool) -> NDArray[np.uint8]:
    """The mask extended by ``reach`` rows downwards, or upwards."""
    kernel = np.zeros((2 * reach + 1, 1), np.uint8)
    if down:
        kernel[: reach + 1] = 1
    else:
        kernel[reach:] = 1
    return np.asarray(cv2.dilate(mask, kernel), dtype=np.uint8)


def slant(mask: Mask) -> float:
    """Turn in degrees, counter-clockwise, that levels the picture's long lines; 0 without lines."""
    small = mask.astype(np.float32)
    factor = _SIDE / max(mask.shape)
    if factor < 1:
        small = cv2.resize(small, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    points = (small > 0.2).astype(np.uint8)
    if points.mean() > _DENSE:
        return 0.0
    segments = cv2.HoughLinesP(
        points * 255,
        1,
        np.pi / 360,
        threshold=60,
        minLineLength=round(0.3 * min(small.shape)),
        maxLineGap=4,
    )
    if segments is None:
        return 0.0
    x1, y1, x2, y2 = segments.reshape(-1, 4).astype(float).T
    lengths = np.hypot(x2 - x1, y2 - y1)
    angles = (np.degrees(np.arctan2(y2 - y1, x2 - x1)) + 45) % 90 - 45
    near = np.abs(angles) <= STEEPEST
    if lengths[near].sum() < 1.2 * max(small.shape):
        return 0.0
    order = np.argsort(angles[near])
    summed = np.cumsum(lengths[near][order])
    middle = angles[near][order][np.searchsorted(summed, summed[-1] / 2)]
    agree = lengths[near][np.abs(angles[near] - middle) < 1.0].sum()
    return float(middle) if agree > 0.6 * lengths.sum() else 0.0
