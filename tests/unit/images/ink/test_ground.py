"""Ink is told from paper in any light."""

import numpy as np
import pytest

from core.images.ink.ground import SCALES, ink_at, light_of, noise_of, shrink

STROKE = np.s_[60:140, 95:103]


def paper(shade: float = 0.9, ink: float = 0.2) -> np.ndarray:
    """200×200 pixels of paper with a vertical stroke."""
    grey = np.full((200, 200), shade, np.float32)
    grey[STROKE] = ink
    return grey


def slope() -> np.ndarray:
    """Light that falls to half of its strength from left to right."""
    return np.linspace(1, 0.5, 200, dtype=np.float32)[None]


def test_a_picture_is_reduced_to_its_longer_side() -> None:
    assert shrink(np.zeros((400, 100), np.float32), 200).shape == (200, 50)
    assert shrink(np.zeros((40, 100), np.float32), 200).shape == (40, 100)


@pytest.mark.parametrize("sigma", [0.01, 0.05])
def test_the_noise_is_measured_beside_edges(sigma: float) -> None:
    noise = np.random.default_rng(0).normal(0, sigma, (200, 200)).astype(np.float32)

    assert noise_of(paper() + noise) == pytest.approx(sigma, rel=0.1)
    assert noise_of(paper()) == pytest.approx(0, abs=1e-3)


def test_uneven_light_is_found_and_even_light_is_none() -> None:
    light = light_of(paper() * slope())

    assert light is not None
    assert light[100, 10] / light[100, 190] == pytest.approx(2, rel=0.15)
    assert light_of(paper()) is None


@pytest.mark.parametrize("scale", SCALES[:2], ids=["digit", "digits"])
@pytest.mark.parametrize("lit", [1.0, slope()], ids=["even", "uneven"])
def test_the_strokes_are_the_ink(scale, lit) -> None:
    ink = ink_at(np.asarray(paper() * lit, np.float32), scale, dark=True)

    assert ink is not None
    inside = ink.mask[STROKE]
    outside = ink.mask.copy()
    outside[56:144, 91:107] = False
    assert inside.mean() > 0.9
    assert not outside.any()
    assert ink.ink[100, 99] > 0.8
    assert ink.dark_on_light


def test_light_ink_on_black_is_the_same_ink() -> None:
    dark = ink_at(paper(), SCALES[1], dark=True)
    light = ink_at(1 - paper(), SCALES[1], dark=False)

    assert dark is not None
    assert light is not None
    np.testing.assert_array_equal(dark.mask, light.mask)


def test_empty_paper_has_no_ink() -> None:
    noise = np.random.default_rng(0).normal(0, 0.02, (200, 200)).astype(np.float32)

    assert ink_at(0.8 + noise, SCALES[1], dark=True) is None
    assert ink_at(np.full((200, 200), 0.5, np.float32), SCALES[1], dark=True) is None
