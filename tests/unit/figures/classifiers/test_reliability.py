"""The reliability diagram."""

import pytest

from core import figures
from core.evaluation.classifiers.calibration import reliability


def test_the_reliability_diagram_leaves_empty_bins_out() -> None:
    result = reliability([0.15, 0.95, 0.97], [False, True, False])
    figure = figures.reliability_diagram({"reader": result})

    assert list(figure.data[1].x) == pytest.approx([15, 96])
    assert list(figure.data[1].y) == pytest.approx([0, 50])
    assert "expected calibration error" in figures.alt_text(figure)
