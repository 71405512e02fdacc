"""The Report page's figures draw what they are given, say it in words, and hand out their data."""

import csv
import io

import numpy as np
import pytest

from core import figures
from core.evaluation.calibration import reliability
from core.evaluation.latent_sizes import Reach, Sized
from core.evaluation.payoff import Payoff


def lines_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_the_data_of_bars_come_as_a_table() -> None:
    figure = figures.per_class_bars(
        {"A <b>": (1.5, 2), "B": (3, float("nan"))}, ("0", "1"), title="Error"
    )

    assert lines_of(figures.csv_of(figure)) == [
        ["series", "Class", "Error"],
        ["A <b>", "0", "1.5"],
        ["A <b>", "1", "2"],
        ["B", "0", "3"],
        ["B", "1", ""],
    ]


def test_the_data_of_a_confusion_matrix_come_cell_by_cell() -> None:
    figure = figures.confusion_matrix([[3, 1], [0, 4]], ("a", "b"))

    assert lines_of(figures.csv_of(figure)) == [
        ["Read as", "True class", "% of row", "count"],
        ["a", "a", "75.0", "3"],
        ["b", "a", "25.0", "1"],
        ["a", "b", "0.0", "0"],
        ["b", "b", "100.0", "4"],
    ]


def test_the_cells_of_a_confusion_matrix_can_show_shares_and_be_pressed() -> None:
    figure = figures.confusion_matrix([[3, 1], [0, 4]], ("a", "b"), per_cent=True)

    words, cells = {}, {}
    for trace in figure.data[1:]:
        for cell, text in zip(trace.customdata, trace.text, strict=True):
            words[int(cell[0]), int(cell[1])] = text
            cells[int(cell[0]), int(cell[1])] = int(cell[2])
    assert words == {(0, 0): "75.0", (0, 1): "25.0", (1, 0): "", (1, 1): "100.0"}
    assert cells == {(0, 0): 3, (0, 1): 1, (1, 0): 0, (1, 1): 4}


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


def test_the_roc_is_in_per_cent_with_its_area() -> None:
    figure = figures.roc_curves({"model": ([0, 0.5, 1], [0, 1, 1], 0.75)}, "Noise", (0.1, 0.4))

    curve, mark = figure.data[1], figure.data[2]
    assert curve.name == "model (0.7500)"
    assert list(curve.x) == [0, 50, 100]
    assert (mark.x[0], mark.y[0]) == (pytest.approx(10), pytest.approx(40))
    assert "0.7500" in figures.alt_text(figure)
    assert len(lines_of(figures.csv_of(figure))) == 4  # neither the diagonal nor the mark


def test_the_reliability_diagram_leaves_empty_bins_out() -> None:
    found = reliability([0.15, 0.95, 0.97], [False, True, False])
    figure = figures.reliability_diagram({"reader": found})

    assert list(figure.data[1].x) == pytest.approx([15, 96])
    assert list(figure.data[1].y) == pytest.approx([0, 50])
    assert "expected calibration error" in figures.alt_text(figure)


def test_curves_of_several_models_lie_over_each_other() -> None:
    figure = figures.compared_curves(
        {"a": [(1, 0.5), (2, 0.25)], "b": [(1, 0.0)]}, "Misread", per_cent=True, log=True
    )

    assert list(figure.data[0].y) == [50, 25]
    assert list(figure.data[1].y) == [None]  # no logarithm
    assert "a from 50.00 % to 25.00 % over 2 epochs" in figures.alt_text(figure)


def test_the_bars_say_what_denoising_pays() -> None:
    found = Payoff(("r",), (0.98,), (0.5,), {"weak": (0.6,), "strong": (0.9,)}, "mask", 0.4, 0, 100)
    figure = figures.payoff_bars(found)

    assert [trace.y[0] for trace in figure.data] == pytest.approx([98, 50, 60, 90])
    assert "90.0 % once strong has cleaned them" in figures.alt_text(figure)


def test_autoencoders_stand_beside_pca() -> None:
    pca = [50.0, 40.0, 30.0, 20.0]
    models = [
        Sized("good", "Good", "convolutional", False, 2, 10.0),
        Sized("poor", "Poor", "dense", True, 3, 25.0),
    ]
    figure = figures.latent_sizes(models, pca, largest=3)

    assert list(figure.data[0].y) == [40, 30, 20]
    assert [trace.name for trace in figure.data[1:]] == [
        "Convolutional",
        "Dense, trained to denoise",
    ]
    words = figures.alt_text(figure)
    assert "1 of 2 autoencoders" in words
    assert "good, with an error 3.0 times smaller" in words


def test_the_reach_of_two_numbers_is_a_line_each() -> None:
    found = [
        Reach("plain", "convolutional", (-7.0, -2.5), (6.0, 5.0), (1.9, 1.2), 0.875, 32.0),
        Reach("cloud", "variational", (-3.5, -3.0), (2.0, 4.0), (1.0, 1.1), 1.0, 33.0),
    ]
    figure = figures.latent_reach(found)

    assert [list(trace.x) for trace in figure.data] == [[-7, 6], [-2.5, 5], [-3.5, 2], [-3, 4]]
    assert figure.data[1].y == ("plain: second",) * 2
    assert [shape.x0 for shape in figure.layout.shapes] == [-4, 4]
    assert "plain from -7.0 to 6.0, 87.50 % of the digits within ±4" in figures.alt_text(figure)
    assert lines_of(figures.csv_of(figure))[1][0] == "plain"
