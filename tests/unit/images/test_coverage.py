"""Transparent pictures as a person sees them."""

import re

import numpy as np
import pytest

from core.images import coverage
from core.images.coverage import visible_shades
from core.settings import PROJECT


def ink_on_clear(shade: float, strength: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """A bar of one shade on clear ground: shades and coverage."""
    alpha = np.zeros((20, 20), np.float32)
    alpha[4:16, 9:12] = strength
    return np.full((20, 20), shade, np.float32), alpha


def test_an_opaque_picture_is_unchanged() -> None:
    grey = np.random.default_rng(0).random((8, 8), np.float32)

    assert visible_shades(grey, np.ones((8, 8), np.float32)) is grey


@pytest.mark.parametrize("shade", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("strength", [1.0, 0.3])
def test_bare_ink_of_any_shade_and_strength_is_black_on_white(
    shade: float, strength: float
) -> None:
    picture = visible_shades(*ink_on_clear(shade, strength))

    assert picture[10, 10] == 0
    assert picture[0, 0] == 1


def test_a_sheet_is_cut_out_of_its_clear_ground() -> None:
    grey = np.zeros((30, 30), np.float32)
    grey[5:25, 5:25] = 0.9
    grey[8:22, 14:16] = 0.1
    alpha = np.zeros((30, 30), np.float32)
    alpha[5:25, 5:25] = 1

    picture = visible_shades(grey, alpha)

    np.testing.assert_array_equal(picture, grey[5:25, 5:25])


def test_a_clear_picture_is_one_even_shade() -> None:
    picture = visible_shades(*ink_on_clear(0.5, 0.0))

    assert np.ptp(picture) == 0


def test_the_browser_shows_what_is_read() -> None:
    script = (PROJECT / "pages/draw/draw_canvas/transparency.js").read_text(encoding="utf-8")
    numbers = dict(re.findall(r"^const (PAPER|FILLS) = ([\d.]+);", script, re.MULTILINE))

    assert {name: float(number) for name, number in numbers.items()} == {
        "PAPER": coverage._PAPER,
        "FILLS": coverage._FILLS,
    }
