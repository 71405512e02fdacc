"""Whether ink is the darker or the lighter of two shades."""

import numpy as np
import pytest

from core.images.ink.polarity import is_dark, otsu


def sheet(ink: float, ground: float, bar: slice) -> np.ndarray:
    """A 40×40 picture with a vertical bar of ink in its middle rows."""
    grey = np.full((40, 40), ground, np.float32)
    grey[8:32, bar] = ink
    return grey


def test_the_threshold_lies_between_two_shades() -> None:
    rng = np.random.default_rng(0)
    low, high = rng.normal(0.2, 0.03, 300), rng.normal(0.8, 0.03, 100)

    split = otsu(np.concatenate([low, high]).astype(np.float32))

    assert (low < split).mean() > 0.99
    assert (high > split).mean() > 0.99


def test_the_threshold_minimises_the_spread_within_both_groups() -> None:
    values = np.random.default_rng(1).beta(2, 5, 2000).astype(np.float32)

    def within(split: float) -> float:
        groups = values[values > split], values[values <= split]
        return sum(float(group.var()) * len(group) for group in groups)

    best = min(within(split) for split in np.linspace(values.min(), values.max(), 500)[1:-1])
    assert within(otsu(values)) == pytest.approx(best, rel=0.01)


def test_one_even_shade_has_a_threshold() -> None:
    assert np.isfinite(otsu(np.full((5, 5), 0.5, np.float32)))


@pytest.mark.parametrize("bar", [slice(18, 22), slice(5, 35)], ids=["thin", "thick"])
@pytest.mark.parametrize(("ink", "ground"), [(0.1, 0.9), (0.3, 0.5)])
def test_the_ground_lies_along_the_rim(ink: float, ground: float, bar: slice) -> None:
    assert is_dark(sheet(ink, ground, bar))
    assert not is_dark(sheet(ground, ink, bar))
