"""Purity of clusters, and their digits on a map."""

import numpy as np
import plotly.graph_objects as go

from core import figures
from tests.unit.figures.tables import rows

CLASSES = ("zero", "<b>one</b>")
PURITY = np.array([0.5, 1.0, np.nan, 0.8])
SIZES = np.array([10, 4, 0, 20])
NAMED = np.array([1, 0, 0, 1])


def test_purity_bars_are_sorted_and_those_below_the_line_set_apart() -> None:
    figure = figures.purity_bars(PURITY, SIZES, NAMED, CLASSES, impure_below=0.6)
    good, muddled = figure.data
    assert list(good.y) == [100, 80]
    assert [item[0] for item in good.customdata] == [1, 3]
    assert list(muddled.y) == [50]
    assert list(muddled.x) == [3]
    assert muddled.marker.pattern.shape  # told apart without colour too
    assert figures.alt_text(figure) == (
        "Purity of 3 groups. Of one class alone: 1. With more than 40 % of their digits of other "
        "classes: 1."
    )
    assert "<b>" not in str(good.customdata)
    assert len(rows(figure)) == 4


def placed(highlighted: int | None = None) -> go.Figure:
    xy = np.array([[0, 0], [1, 1], [2, 2], [np.nan, 0]], np.float32)
    clusters = np.array([0, 0, 1, 1])
    labels = np.array([1, 0, 0, 0])
    named = np.array([1, 0])
    return figures.cluster_map(
        xy, clusters, named, labels, CLASSES, ("first", "second"), highlight=highlighted
    )


def test_a_map_has_each_digit_in_the_colour_of_what_its_cluster_stands_for() -> None:
    figure = placed()
    assert [list(trace.x) for trace in figure.data] == [[2], [0, 1]]
    assert figure.data[1].name == "&lt;b&gt;one&lt;/b&gt;"
    assert "3 digits of 2 groups" in figures.alt_text(figure)


def test_one_cluster_stands_out_with_its_mistakes_crossed() -> None:
    others, right, wrong = placed(0).data
    assert (list(others.x), list(right.x), list(wrong.x)) == ([2], [0], [1])
    assert right.marker.symbol != wrong.marker.symbol
    assert "2 of 4 digits, 1 of them of that class" in figures.alt_text(placed(0))
