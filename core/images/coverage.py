"""A picture with transparent parts -> the shades of grey that a person sees in it."""

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]

_FILLS = 0.6  # of its bounding box: a sheet of paper fills more, bare ink less
_SHADES = 0.12  # of the range: shades closer to each other are one colour of ink
_PAPER = 0.85  # of full opacity: paper is not more transparent


def visible_shades(grey: Grey, alpha: Grey) -> Grey:
    """Visible shades of grey in [0, 1], (H, W), or cropped to the part that is not transparent.

    A sheet on a transparent background is cut out. Bare ink of one colour is drawn dark on light by
    its opacity, so that it shows at any strength and on any background.
    """
    strongest = float(alpha.max())
    if strongest <= 0:
        return np.zeros_like(grey)
    if float(alpha.min()) >= _PAPER:
        return grey
    inside = alpha > 0.5 * strongest
    rows, columns = (np.flatnonzero(inside.any(axis)) for axis in (1, 0))
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    shades = grey[inside]
    darkest, usual, lightest = np.quantile(shades, [0.0003, 0.5, 0.9997])
    is_sheet = inside[part].mean() > _FILLS and strongest > _PAPER
    if is_sheet and lightest - darkest > _SHADES:
        sheet, cover = grey[part], alpha[part]
        return (sheet * cover + np.float32(usual) * (1 - cover)).astype(np.float32)
    if lightest - darkest <= _SHADES or _is_faded(grey, alpha):
        return (1 - alpha / strongest).astype(np.float32)
    ground = float(usual < 0.5)
    cover = alpha / strongest
    return (grey * cover + np.float32(ground) * (1 - cover)).astype(np.float32)


def _is_faded(grey: Grey, alpha: Grey) -> bool:
    """Whether the ink has one colour where it is strong, and another only at its soft edge."""
    strong = grey[alpha > 0.9 * float(alpha.max())]
    return float(np.ptp(strong)) <= _SHADES
