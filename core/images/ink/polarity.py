"""Whether the ink of a picture is the darker or the lighter of its two shades."""

import numpy as np

from core.images.reading import Grey

_BINS = 256  # of a histogram
_EDGE = 1 / 16  # of the shorter side: width of the rim that shows the background

NO_INK = (
    "There is no digit to see, only one even shade: draw one, or use a picture in which the digit "
    "stands out from its ground."
)


def otsu(values: Grey) -> float:
    """The threshold that splits values best into two groups (Otsu 1979, IEEE Trans. SMC 9(1))."""
    low, high = float(values.min()), float(values.max())
    width = (high - low) / _BINS or 1.0
    # Takes a third of the time of numpy's histogram, which allows edges of any kind.
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
    """The pixels along the four edges: float32 (N,)."""
    wide = max(1, round(min(grey.shape) * _EDGE))
    inner = np.zeros(grey.shape, dtype=bool)
    inner[wide:-wide, wide:-wide] = True
    return grey[~inner]


def is_dark(grey: Grey) -> bool:
    """Whether the ink is the darker of the two shades, judged mainly by the shade of the rim."""
    split = otsu(grey)
    light_rim = float((_rim(grey) > split).mean())
    light = float((grey > split).mean())
    # The rim tells more than the whole, which a thick digit may fill.
    return 2 * light_rim + light > 1.5
