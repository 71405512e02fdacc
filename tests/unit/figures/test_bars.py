"""Grouped bars: values, description and table."""

import pytest

from core import figures
from core.evaluation.classifiers.payoff import Payoff
from tests.unit.figures.tables import rows


def test_bars_name_the_best_and_the_worst_class() -> None:
    figure = figures.per_class_bars(
        {"Test": [3.0, 1.0, 2.0], "Training": [2.5, 0.5, float("nan")]}, "abc", title="Error"
    )

    assert [list(trace.y)[:2] for trace in figure.data] == [[3.0, 1.0], [2.5, 0.5]]
    words = figures.alt_text(figure)
    assert "Test: best b (1.00), worst a (3.00)" in words
    assert "Training: best b (0.50), worst a (2.50)" in words
    higher = figures.per_class_bars({"T": [1, 2]}, "ab", title="A", lower_is_better=False)
    assert "best b (2.00), worst a (1.00)" in figures.alt_text(higher)


def test_the_bars_say_what_denoising_pays() -> None:
    result = Payoff(
        ("r",), (0.98,), (0.5,), {"weak": (0.6,), "strong": (0.9,)}, "mask", 0.4, 0, 100
    )
    figure = figures.payoff_bars(result)

    assert [trace.y[0] for trace in figure.data] == pytest.approx([98, 50, 60, 90])
    assert "90.0 % once strong has cleaned them" in figures.alt_text(figure)


def test_a_value_that_the_source_or_we_lack_is_omitted() -> None:
    figure = figures.bars_beside_source(
        ["A", "B", "C"], [0.08, 0.2, None], [0.1, None, 0.3], title="Misread"
    )
    theirs, ours = figure.data
    assert list(theirs.x) == [10, None, 30]
    assert list(ours.x) == [8, 20, None]
    assert (
        figures.alt_text(figure) == "Misread. A: 8.0 % here, 10.0 % in the source; B: 20.0 % here."
    )


def test_long_names_of_bars_are_broken_on_the_screen_and_whole_in_the_table() -> None:
    name = "25 numbers of an autoencoder: rows at length 1"
    figure = figures.bars_beside_source([name], [0.08], [0.1], title="Misread")
    assert "<br>" in figure.data[0].y[0]
    assert max(map(len, figure.data[0].y[0].split("<br>"))) <= 22
    assert rows(figure)[1][2] == name
