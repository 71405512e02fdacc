"""Paper around a mark, in the light or in a shadow, and ink that goes on."""

import numpy as np
import pytest

from core.images.digits.pieces import Box
from core.images.digits.surroundings import wholeness
from core.images.ink.ground import Ink

BOX = Box(20, 60, 34, 40)


def seen(bright: np.ndarray) -> Ink:
    """A stroke three tenths as bright as the paper under it."""
    mask = np.zeros(bright.shape, bool)
    mask[BOX.top : BOX.bottom, BOX.left : BOX.right] = True
    bright = np.where(mask, 0.3 * bright, bright).astype(np.float32)
    return Ink(mask.astype(np.float32), mask, bright, False, True)


@pytest.mark.parametrize("shade", [0.9, 0.4])
def test_a_stroke_on_paper_is_whole(shade: float) -> None:
    assert wholeness(BOX, seen(np.full((80, 80), shade))) == 1


@pytest.mark.parametrize("edge", [30, 36, 44])
def test_a_stroke_at_the_edge_of_a_hard_shadow_is_whole(edge: int) -> None:
    light = np.full((80, 80), 0.9)
    light[:, edge:] = 0.4

    assert wholeness(BOX, seen(light)) == 1


def test_a_piece_of_a_larger_dark_thing_is_not_whole() -> None:
    ink = seen(np.full((80, 80), 0.9))
    ink.bright[10:70, BOX.right :] = 0.27

    assert wholeness(BOX, ink) < 0.6
