"""The figures of clusters: what they draw, what they say in words, and what their tables hold."""

import csv
import io

import numpy as np
import plotly.graph_objects as go

from core import figures

CLASSES = ("zero", "<b>one</b>")
PURITY = np.array([0.5, 1.0, np.nan, 0.8])
SIZES = np.array([10, 4, 0, 20])
NAMED = np.array([1, 0, 0, 1])


def rows(figure: go.Figure) -> list[list[str]]:
    return list(csv.reader(io.StringIO(figures.csv_of(figure))))


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


def test_an_elbow_has_its_knee_marked_and_its_table_holds_the_points_alone() -> None:
    ks, inertias = [1, 2, 3, 9], [9.0, 3.0, 2.5, 1.0]
    figure = figures.elbow_curve(ks, inertias, knee=2, chosen=3)
    assert [trace.name for trace in figure.data] == [
        "Inertia", "Knee: k = 2", "Straight from first to last",
    ]  # fmt: skip
    assert (figure.data[1].x, figure.data[1].y) == ((2,), (3.0,))
    assert "The knee is at k = 2." in figures.alt_text(figure)
    assert [row[-2:] for row in rows(figure)[1:]] == [
        ["1", "9.0"], ["2", "3.0"], ["3", "2.5"], ["9", "1.0"],
    ]  # fmt: skip
    assert len(figure.layout.shapes) == 1
    assert not figures.elbow_curve(ks, inertias, knee=None, chosen=50).layout.shapes


def test_an_elbow_without_a_point_says_so() -> None:
    assert "yet" in figures.alt_text(figures.elbow_curve([], [], knee=None, chosen=3))
    assert "yet" in figures.alt_text(figures.cluster_errors([], {"Test digits": []}))


def test_errors_are_drawn_in_per_cent() -> None:
    figure = figures.cluster_errors([1, 5], {"Train": [0.9, 0.5], "Test": [0.8, 0.25]})
    assert list(figure.data[1].y) == [80, 25]
    assert "Test from 80.0 % at k = 1 to 25.0 % at k = 5" in figures.alt_text(figure)
    assert figure.data[0].line.dash != figure.data[1].line.dash


def placed(highlighted: int | None = None) -> go.Figure:
    xy = np.array([[0, 0], [1, 1], [2, 2], [np.nan, 0]], np.float32)
    clusters = np.array([0, 0, 1, 1])
    labels = np.array([1, 0, 0, 0])
    named = np.array([1, 0])
    return figures.cluster_map(
        xy, clusters, named, labels, CLASSES, ("first", "second"), highlighted=highlighted
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


def test_the_literature_beside_ours_leaves_out_what_is_not_there() -> None:
    figure = figures.claim_bars(["A", "B", "C"], [0.1, None, 0.3], [0.08, 0.2, None])
    theirs, ours = figure.data
    assert list(theirs.x) == [10, None, 30]
    assert list(ours.x) == [8, 20, None]
    assert figures.alt_text(figure) == "Test digits misread. A: 10.0 % there, 8.0 % here."


def test_long_names_of_bars_are_broken_on_the_screen_and_whole_in_the_table() -> None:
    name = "25 numbers of an autoencoder: rows at length 1"
    figure = figures.claim_bars([name], [0.1], [0.08])
    assert "<br>" in figure.data[0].y[0]
    assert max(map(len, figure.data[0].y[0].split("<br>"))) <= 22
    assert rows(figure)[1][2] == name
