"""Histograms: counts, threshold and description."""

import numpy as np

from core import figures


def test_a_histogram_counts_everything_and_marks_the_threshold() -> None:
    figure = figures.histogram(
        {"one": [0, 1, 2, np.nan], "two": [5, 90]}, "Error", threshold=3, low=0, high=6
    )

    assert [int(sum(trace.y)) for trace in figure.data] == [3, 2]
    assert figure.data[1].y[-1] == 1  # what lies beyond is in the last bar
    assert figure.layout.shapes[0].x0 == 3
    assert "one: 3 digits" in figures.alt_text(figure)


def test_a_histogram_of_nothing_is_empty() -> None:
    assert "No values" in figures.alt_text(figures.histogram({"one": [np.nan]}, "Error"))


def test_a_long_title_takes_two_lines_and_no_tag_of_it_is_one() -> None:
    title = "Difference from the original, Small copier <b>"

    shown = figures.histogram({"one": [1, 2]}, title).layout.xaxis.title.text

    assert shown.count("<br>") == 1
    assert "&lt;b&gt;" in shown
