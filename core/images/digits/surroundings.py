"""The surroundings of a mark: whether paper lies around it, or more of the same ink."""

import cv2
import numpy as np

from core.images.digits.pieces import Box
from core.images.ink.ground import Ink, Mask
from core.images.reading import Grey

_RIM = 5  # pixels around a mark's box that are looked at
_SHADE = 0.35  # of the way from ink to paper: lighter is paper
_BESIDE = 11  # pixels of a square in which paper is compared with the ink nearby
_TORN = 0.3  # share of a mark's surroundings that may be as dark as it is


def wholeness(box: Box, ink: Ink) -> float:
    """Factor from 1, for ink with paper all around, to 0.2, for a part of something larger."""
    top, left = max(0, box.top - _RIM), max(0, box.left - _RIM)
    part = np.s_[top : box.bottom + _RIM, left : box.right + _RIM]
    bright, mask = ink.bright[part], ink.mask[part]
    own = mask.astype(np.uint8)
    near = cv2.dilate(own, np.ones((3, 3), np.uint8), iterations=2)
    ring = cv2.dilate(near, np.ones((3, 3), np.uint8), iterations=2).astype(bool) & (near == 0)
    if not ring.any() or not mask.any():
        return 1.0
    inside, paper = float(np.median(bright[mask])), float(bright[ring].max())
    darkest = inside + _SHADE * (paper - inside)
    torn = float((bright[ring] < darkest).mean())
    if torn >= _TORN / 2 and ink.dark_on_light:
        in_shadow = _darkest_paper(bright, mask, ring)
        torn = float((bright[ring] < np.minimum(darkest, in_shadow)).mean())
    return 1.0 if torn < _TORN / 2 else float(np.clip(1.5 - torn / _TORN, 0.2, 1.0))


def _darkest_paper(bright: Grey, mask: Mask, ring: Mask) -> Grey:
    """Darkest shade that counts as paper at each pixel of the ring, float32 (N,).

    Paper in a shadow may be as dark as ink in the light, so the limit depends on the ink nearby and
    on its contrast with the lightest paper beside it.
    """
    window = (_BESIDE, _BESIDE)
    weights = cv2.blur(mask.astype(np.float32), window)
    ink = cv2.blur(np.where(mask, bright, np.float32(0)), window) / np.maximum(weights, 1e-6)
    paper = cv2.dilate(np.where(ring, bright, np.float32(0)), np.ones(window, np.uint8))
    share = float(np.quantile(bright[mask] / np.maximum(paper[mask], 1e-3), 0.25))
    share = min(max(share, 1e-2), 1.0)
    return np.asarray(ink[ring] * (1 + _SHADE * (1 - share) / share), dtype=np.float32)
