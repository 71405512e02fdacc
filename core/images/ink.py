"""Shades of grey -> ink: 1 where the pen went, 0 on the ground, whatever the light was like."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.errors import ImageError
from core.images.reading import Grey

BLANK = 0.06  # of the range from black to white: less cannot be told from noise
UNEVEN = 0.08  # how much the ground's shade may vary before the light counts as uneven
_BINS = 256  # of a histogram
_EDGE = 1 / 16  # of a side: how wide a rim shows the ground
_WINDOW = 0.4  # of the shorter side: wider than any stroke, narrower than a shadow

NO_INK = (
    "There is no digit to see, only one even shade: draw one, or use a picture in which the digit "
    "stands out from its ground."
)


@dataclass(frozen=True)
class Ink:
    """What was written, apart from what it was written on."""

    ink: Grey
    """(H, W) in [0, 1]: 1 where the pen went, 0 on the ground"""
    even: Grey | None
    """(H, W) in [0, 1]: the picture as it would look in even light; None if the light was even"""
    dark_on_light: bool


def ink_of(grey: Grey) -> Ink:
    """Tell ink from ground in a picture, float32 (H, W) in [0, 1].

    `ImageError` where there is nothing to tell apart.
    """
    smooth = ndimage.gaussian_filter(grey, min(grey.shape) / 100)
    if float(np.ptp(smooth)) < BLANK:
        raise ImageError(NO_INK)
    slope = _slope(smooth)
    if slope is None:
        dark = _is_dark(smooth)
        paper = np.median(grey[(grey > otsu(grey)) == dark])
        ink = paper - grey if dark else grey - paper
        return Ink(_stretched(ink), None, dark)
    dark = _is_dark(smooth - slope)
    ink = _from_ground(grey, slope, dark)
    even = 1 - ink if dark else ink
    return Ink(_stretched(_without_edges(ink)), even.clip(0, 1), dark)


def otsu(values: Grey) -> float:
    """The threshold that splits values best into two groups (Otsu 1979, IEEE Trans. SMC 9(1))."""
    low, high = float(values.min()), float(values.max())
    width = (high - low) / _BINS or 1.0
    # A third of the time of numpy's histogram, which takes edges of any kind.
    places = ((values - low) * (1 / width)).astype(np.intp).ravel()
    counts = np.bincount(np.minimum(places, _BINS - 1), minlength=_BINS)
    middles = low + (np.arange(_BINS) + 0.5) * width
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = sums / below - (sums[-1] - sums) / above
    return float(middles[np.nanargmax(np.where(above > 0, below * above * gap**2, 0))])


def _rim(grey: Grey) -> Grey:
    """The pixels along the four edges, flat."""
    wide = max(1, round(min(grey.shape) * _EDGE))
    inner = np.zeros(grey.shape, dtype=bool)
    inner[wide:-wide, wide:-wide] = True
    return grey[~inner]


def _slope(smooth: Grey) -> Grey | None:
    """A curved plane through the shades along the rim, or None where they are all alike.

    A polynomial of second order; pixels far off, such as ink that reaches the rim, lose their say
    (iteratively reweighted least squares).
    """
    rim = _rim(smooth)
    middle = np.median(rim)
    # Two plain shades: a drawing on a computer, where light has no part in it.
    plain = np.abs(smooth - middle) < 0.02
    if np.abs(rim - middle).mean() < UNEVEN / 8 or plain.mean() > 0.5:
        return None
    y, x = np.meshgrid(*(np.linspace(-1, 1, side) for side in smooth.shape), indexing="ij")
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1)
    wide = max(1, round(min(smooth.shape) * _EDGE))
    on_rim = np.ones(smooth.shape, dtype=bool)
    on_rim[wide:-wide, wide:-wide] = False
    table, shades = terms[on_rim][::7], smooth[on_rim][::7]  # smooth: neighbours say the same
    weights = np.ones(len(shades))
    for _ in range(10):
        root = np.sqrt(weights)
        found = np.linalg.lstsq(table * root[:, None], shades * root, rcond=None)[0]
        weights = 1 / (np.abs(table @ found - shades) + 0.01)
    fitted = table @ found
    if np.quantile(fitted, 0.95) - np.quantile(fitted, 0.05) < UNEVEN:
        return None
    return (terms @ found).astype(np.float32)


def _is_dark(grey: Grey) -> bool:
    """Whether the ink is the darker of the two shades, since the ground is what lies outside."""
    split = otsu(grey)
    light_rim = float((_rim(grey) > split).mean())
    light = float((grey > split).mean())
    # The rim tells more than the whole, which a thick digit may fill.
    return 2 * light_rim + light > 1.5


def _from_ground(grey: Grey, slope: Grey, dark: bool) -> Grey:
    """How far each pixel is from the ground around it, as a share of what the light allows.

    The slope goes first; then the ground is the picture with all strokes closed: morphological
    closing with a square wider than a stroke, which keeps the edges of shadows (Serra 1982).
    """
    # Paper throws back a share of the light that falls on it, ink a smaller share.
    flat = 0.5 * grey / np.maximum(slope, 0.05) if dark else 0.5 - (grey - slope)
    calm = ndimage.gaussian_filter(flat, min(grey.shape) / 150)
    width = max(3, round(_WINDOW * min(grey.shape)) | 1)
    ground = ndimage.grey_closing(calm, size=(width, width), mode="nearest")
    ground = ndimage.gaussian_filter(ground, width / 8)
    part = 1 - flat / np.maximum(ground, 0.02) if dark else ground - flat
    return np.clip(part, 0, 1).astype(np.float32)


def _without_edges(ink: Grey) -> Grey:
    """Ink without what reaches in from outside, such as a table beside the paper, unless all does.

    Only for photos: a drawing may run over its edge.
    """
    marked, count = ndimage.label(ink > max(otsu(ink), BLANK), np.ones((3, 3)))
    if count < 2:
        return ink
    outside = np.unique(np.concatenate([marked[0], marked[-1], marked[:, 0], marked[:, -1]]))
    masses = ndimage.sum_labels(ink, marked, np.arange(count + 1))
    masses[0] = 0
    inside = np.setdiff1d(np.arange(1, count + 1), outside)
    if not len(inside) or masses[inside].max() < 0.1 * masses.max():
        return ink
    drop = np.isin(marked, outside[outside > 0])
    return np.where(ndimage.binary_dilation(drop, iterations=2), 0, ink).astype(np.float32)


def _stretched(ink: Grey) -> Grey:
    """Ink on a scale on which the ground is 0 and a full stroke 1; `ImageError` if there is none.

    The ground's own noise falls below 0 and is gone; the soft edges of a stroke stay soft.
    """
    smooth = ndimage.uniform_filter(ink, 3) if min(ink.shape) > 64 else ink
    peak = float(smooth.max())
    if peak < BLANK:
        raise ImageError(NO_INK)
    full = float(np.median(ink[ink > 0.5 * peak]))
    ground = ink[ink < 0.3 * full]
    level = float(np.median(ground)) if len(ground) else 0.0
    # 1.4826 times the median deviation is the standard deviation of Gaussian noise.
    noise = 1.4826 * float(np.median(np.abs(ground - level))) if len(ground) else 0.0
    if full - level < 5 * noise and peak - level < 6 * noise:
        raise ImageError(NO_INK)
    low = level + 3 * noise
    return ((ink - low) / max(full - low, 1e-3)).clip(0, 1).astype(np.float32)
