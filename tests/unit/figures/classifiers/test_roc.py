"""ROC curves: per cent, area, and what is part of the data."""

import pytest

from core import figures
from tests.unit.figures.tables import rows


def test_the_roc_is_in_per_cent_with_its_area() -> None:
    figure = figures.roc_curves({"model": ([0, 0.5, 1], [0, 1, 1], 0.75)}, "Noise", (0.1, 0.4))

    curve, mark = figure.data[1], figure.data[2]
    assert curve.name == "model (0.7500)"
    assert list(curve.x) == [0, 50, 100]
    assert (mark.x[0], mark.y[0]) == (pytest.approx(10), pytest.approx(40))
    assert "0.7500" in figures.alt_text(figure)
    assert len(rows(figure)) == 4  # neither the diagonal nor the mark
