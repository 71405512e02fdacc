"""Shades of grey -> ink, at one scale: how much each pixel differs from the paper around it.

The shade of the paper is the picture without its strokes, which a morphological closing with a
square wider than a stroke removes (Serra 1982, "Image Analysis and Mathematical Morphology"). It
follows soft light, and keeps the edge of a hard shadow in place.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from core.images.reading import Grey

Mask = NDArray[np.bool_]

FAINT = 0.02  # of the range from black to white: weaker ink cannot be told from noise
NOISES = 4.5  # standard deviations of the paper's noise that ink must stand out by
_DARKEST = 0.12  # shade below which the light is too weak to divide by
_PAGE = 64  # pixels of the shorter side: a smaller picture is one digit, not a page in uneven light
_SAMPLE = 600  # pixels: side of the part on which noise is measured
_STROKE = 0.3  # of full ink: weaker pixels are outside the strokes


@dataclass(frozen=True)
class Scale:
    """Resolution and window at which to look for ink."""

    side: int
    """largest number of pixels of the longer side"""
    window: float
    """width as a share of the shorter side: wider than any stroke, narrower than a shadow"""
    least: int = 0
    """least width of the window in pixels"""
    most: int = 10_000
    """largest width of the window in pixels"""

    def width(self, shape: tuple[int, ...]) -> int:
        """Pixels of the window on a picture of this shape, an odd number."""
        width = round(self.window * min(shape))
        return int(np.clip(width, max(3, self.least), self.most)) | 1


# From a picture of one digit to a page of small writing.
SCALES = (
    Scale(280, 0.4),
    Scale(280, 0.16, least=15),
    Scale(700, 0.07, least=21, most=45),
    Scale(2000, 0.03, least=25, most=51),
)


@dataclass(frozen=True)
class Ink:
    """Ink that stands out from its background at one scale."""

    ink: Grey
    """(H, W) in [0, 1]: 1 in a full stroke, 0 on the background"""
    mask: Mask
    """(H, W): where the strokes are"""
    bright: Grey
    """(H, W): the picture with dark ink, without the slow changes of light"""
    uneven: bool
    """whether the light is uneven"""
    dark_on_light: bool


def shrink(grey: Grey, side: int) -> Grey:
    """The picture with its longer side at most ``side`` pixels."""
    longest = max(grey.shape)
    if longest <= side:
        return grey
    height, width = (max(1, round(length * side / longest)) for length in grey.shape)
    small = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.float32)


def noise_of(grey: Grey) -> float:
    """Standard deviation of the noise from pixel to pixel.

    Immerkær 1996, "Fast noise variance estimation", with the median in place of the mean, so that
    edges do not count.
    """
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    top, left = (max(0, (side - _SAMPLE) // 2) for side in grey.shape)
    middle = grey[top : top + _SAMPLE, left : left + _SAMPLE]
    rough = np.abs(cv2.filter2D(middle, cv2.CV_32F, kernel))
    return float(np.median(rough)) * 1.4826 / 6


def light_of(grey: Grey) -> Grey | None:
    """The slow change of light over a picture, (H, W) around 1; None if there is hardly any.

    This is a polynomial of second order, fitted to all shades by iteratively reweighted least
    squares, so that outliers such as ink hardly count.
    """
    small = cv2.resize(grey, (40, 40), interpolation=cv2.INTER_AREA).ravel().astype(float)
    table = _terms(40, 40)
    weights = np.ones(len(small))
    fitted = small
    for _ in range(12):
        root = np.sqrt(weights)
        factors = np.linalg.lstsq(table * root[:, None], small * root, rcond=None)[0]
        fitted = table @ factors
        weights = 1 / (np.abs(fitted - small) + 0.01)
    middle = float(np.median(fitted))
    if middle < 0.05 or np.ptp(fitted) < 0.05 * middle:
        return None
    if (np.abs(fitted - small) < 0.06).mean() < 0.6:  # no page: ink or objects fill the picture
        return None
    # Clipped, because the fit is unreliable outside the range of the shades.
    coarse = np.clip(fitted / middle, 0.3, 3).reshape(40, 40).astype(np.float32)
    light = cv2.resize(coarse, grey.shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(light, dtype=np.float32)


@cache
def _terms(height: int, width: int) -> NDArray[np.float64]:
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1)
    return terms.reshape(-1, 6)


def ink_at(grey: Grey, scale: Scale, dark: bool) -> Ink | None:
    """The ink of a picture in [0, 1], (H, W), or None if nothing stands out."""
    small = shrink(grey, scale.side)
    bright = small if dark else 1 - small
    light = light_of(bright) if min(small.shape) >= _PAGE else None
    if light is not None:
        bright = np.clip(bright / light, 0, 1.5)
    noise = noise_of(bright)
    calm = bright
    if noise > 0.004 and min(small.shape) > 100:  # the pixels of a small MNIST image are not noise
        calm = cv2.GaussianBlur(bright, (0, 0), 1.0)
    ground = _close(calm, scale.width(small.shape))
    depth = ground - calm
    if dark:  # paper reflects a share of the light that falls on it, ink a smaller share
        depth /= np.maximum(ground, _DARKEST)
    every = depth[:: max(1, len(depth) // 300)]
    deepest = float(depth.max())
    # A digit may fill most of its picture, so only shallow pixels count as paper. In a faint
    # picture that limit would cut into the noise of the paper.
    paper = every[every < 0.3 * deepest] if deepest > 3 * FAINT else every.ravel()
    level = float(np.median(paper)) if len(paper) else 0.0
    spread = 1.4826 * float(np.median(np.abs(paper - level))) if len(paper) else 0.0
    depth -= level
    peak = float(depth.max())
    least = max(FAINT, NOISES * spread)
    if peak < 1.5 * least:
        return None
    full = float(np.median(depth[depth > max(least, 0.5 * peak)]))
    low = min(2.5 * spread, 0.4 * full)
    ink = np.clip((depth - low) / (full - low), 0, 1)
    mask = depth > max(least, _STROKE * full)
    shades = ground[::7, ::7]
    uneven = light is not None or float(np.ptp(np.quantile(shades, [0.05, 0.95]))) > 0.08
    return Ink(ink.astype(np.float32), mask, calm, uneven, dark)


def _close(bright: Grey, width: int) -> Grey:
    """The picture without dark parts narrower than ``width`` pixels (morphological closing)."""
    square = cv2.getStructuringElement(cv2.MORPH_RECT, (width, width))
    levels = np.rint(bright * (255 / 1.5)).astype(np.uint8)
    closed = cv2.morphologyEx(levels, cv2.MORPH_CLOSE, square)
    return closed.astype(np.float32) * np.float32(1.5 / 255)
