"""Ink -> the 28×28 of MNIST: cut out, thin strokes made thicker, boxed and centred.

The last two steps are those of MNIST itself: the digit is scaled to fit a box of 20×20 pixels,
keeping its shape and smoothing its edges, and then placed in 28×28 pixels by its centre of mass
(LeCun, Bottou, Bengio and Haffner 1998, "Gradient-based learning applied to document recognition",
Proc. IEEE 86(11), section III.A).
"""

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from core.errors import ImageError
from core.images.ink.polarity import NO_INK
from core.images.reading import Grey

SIDE = 28
BOX = 20
CENTRE = 14  # the mean centre of mass of MNIST's digits, as an index of rows and columns
SEEN = 0.25  # ink fainter than this does not count when cutting
SPECK = 0.02  # of the largest piece of ink: pieces with less are dust

# Stroke widths in pixels of the 20×20 box. Of MNIST's digits one in a hundred is thinner than
# THIN; USUAL is their median. Thick strokes stay: classifiers read them as well as thinner ones.
THIN, USUAL = 1.45, 2.4
_FINE = 120  # pixels of the longer side at which strokes are made thicker

Pixels = NDArray[np.uint8]


def without_specks(ink: Grey) -> Grey:
    """The ink without haze and without specks: float32 (H, W) in [0, 1].

    A speck is a piece with less than `SPECK` of the ink of the largest piece.
    """
    marked, count = ndimage.label(ink > 0.3, np.ones((3, 3)))
    if count == 0:
        return ink
    masses = np.bincount(marked.ravel(), ink.ravel())
    masses[0] = 0  # the background
    keep = (masses >= SPECK * masses.max())[marked]
    # Far enough to keep the soft edges of the strokes.
    return np.where(_grow(keep, 3), ink, np.float32(0))


def _grow(marked: NDArray[np.bool_], steps: int) -> NDArray[np.bool_]:
    """Dilate a mask by so many steps up, down, left and right.

    Takes a quarter of the time of scipy's ``binary_dilation``, which would delay every drawing.
    """
    for _ in range(steps):
        wider = marked.copy()
        wider[1:] |= marked[:-1]
        wider[:-1] |= marked[1:]
        wider[:, 1:] |= marked[:, :-1]
        wider[:, :-1] |= marked[:, 1:]
        marked = wider
    return marked


def cut_out(ink: Grey) -> Grey:
    """The smallest part that holds all the ink; `ImageError` if there is none."""
    rows, columns = (np.flatnonzero((ink > SEEN).any(axis)) for axis in (1, 0))
    if not len(rows):
        raise ImageError(NO_INK)
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def stroke_width(ink: Grey) -> float:
    """The mean width of the strokes, in pixels of ``ink``.

    Twice the ink's area divided by the length of its outline. The length is the total variation of
    the shades (the coarea formula), so soft edges count in full.
    """
    padded = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    down, right = np.diff(padded, axis=0)[:, :-1], np.diff(padded, axis=1)[:-1]
    return float(2 * ink.sum() / max(np.hypot(down, right).sum(), 1e-6))


def with_usual_strokes(cut: Grey) -> Grey | None:
    """The cut-out with thin strokes made as thick as MNIST's; None if they are thick enough."""
    longest = max(cut.shape)
    width = stroke_width(cut) * BOX / longest
    if width >= THIN:
        return None
    fine = _resize(cut, _FINE / longest)
    # Pixels to add on each side of a stroke, in the fine picture.
    reach = max(1, round((USUAL - width) / 2 * _FINE / BOX))
    y, x = np.ogrid[-reach : reach + 1, -reach : reach + 1]
    disc = x * x + y * y <= (reach + 0.5) ** 2
    grown = cv2.dilate(np.pad(fine, reach + 1), disc.astype(np.uint8))
    return cut_out(np.asarray(grown, dtype=np.float32))


def fit_in_box(cut: Grey) -> Grey:
    """The cut-out in its 20×20 box: float32 (h, w) in [0, 1], the longer side 20 pixels."""
    small = _resize(cut, BOX / max(cut.shape))
    return small / max(float(small.max()), 1e-6)


def centre(small: Grey) -> Pixels:
    """The boxed digit in 28×28, its centre of mass in the middle: uint8 (28, 28).

    If that would push ink over the edge, the digit is placed at the edge.
    """
    height, width = small.shape
    y, x = ndimage.center_of_mass(small)
    top = int(np.clip(round(CENTRE - y), 0, SIDE - height))
    left = int(np.clip(round(CENTRE - x), 0, SIDE - width))
    whole = np.zeros((SIDE, SIDE), dtype=np.float32)
    whole[top : top + height, left : left + width] = small
    return np.rint(whole * 255).astype(np.uint8)


def _resize(grey: Grey, factor: float) -> Grey:
    height, width = (max(1, round(side * factor)) for side in grey.shape)
    if (height, width) == grey.shape:
        return grey
    resized = Image.fromarray(grey).resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(resized, dtype=np.float32).clip(0, 1)
