"""Strokes as a pen draws them."""

import numpy as np
import pytest

from core.images.pen import PEN_DIGITS, SIDE, pen_drawing


@pytest.mark.parametrize(("label", "strokes"), PEN_DIGITS)
def test_a_pen_draws_every_form_whole(label: int, strokes: str) -> None:
    drawn = pen_drawing(strokes, np.random.default_rng(label), 6, rounded=True)

    rows, columns = np.nonzero(drawn)
    assert drawn.shape == (SIDE, SIDE)
    assert min(rows.min(), columns.min()) > 0
    assert max(rows.max(), columns.max()) < SIDE - 1
    assert np.ptp(rows) > SIDE / 2
