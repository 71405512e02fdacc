"""Values over the epochs: per cent, logarithmic axes and descriptions."""

import math

import pytest

from core import figures
from core.evaluation import histories

HISTORY = [
    {"epoch": 1.0, "loss": 8.0, "validation_loss": 9.0, "kl": 1.0, "accuracy": 0.5},
    {"epoch": 2.0, "loss": 4.0, "validation_loss": 5.0, "kl": 2.0, "accuracy": 0.75},
]


def test_training_curves_draw_both_losses_over_the_epochs() -> None:
    figure = figures.training_curves(HISTORY)

    assert [list(trace.x) for trace in figure.data] == [[1, 2], [1, 2]]
    assert [list(trace.y) for trace in figure.data] == [[8, 4], [9, 5]]
    assert "loss from 8.00 to 4.00" in figures.alt_text(figure)


@pytest.mark.parametrize(
    ("rates", "shown"),
    [([0.001] * 3, (0, 0.002)), ([0.001, 0.01], None), ([math.inf] * 2, None), ([0.0], None)],
)
def test_a_rate_that_stays_is_seen_at_its_height(rates: list[float], shown: object) -> None:
    history = [{"learning_rate": rate} for rate in rates]

    figure = figures.training_curves(history, ["learning_rate"])
    assert figure.layout.yaxis.range == shown
    assert figure.layout.yaxis.exponentformat == "none"  # 0.0001, not 100µ


@pytest.mark.parametrize(
    ("rates", "words"),
    [([0.001] * 3, "stays at 0.00100"), ([0.002, 8e-9], "from 0.00200 to nearly 0"),
     ([0.5, 0.0], "from 0.500 to 0.000")],
)  # fmt: skip
def test_the_ends_of_a_rate_are_in_words(rates: list[float], words: str) -> None:
    figure = figures.training_curves([{"learning_rate": r} for r in rates], ["learning_rate"])

    assert f"learning rate {words}." in figures.alt_text(figure)


@pytest.mark.parametrize(("count", "step"), [(1, 1), (3, 1), (10, 1), (11, None), (60, None)])
def test_the_ticks_of_a_few_epochs_are_at_each_of_them(count: int, step: int | None) -> None:
    history = [{"epoch": float(epoch), "loss": 1.0} for epoch in range(1, count + 1)]

    assert figures.training_curves(history).layout.xaxis.dtick == step
    assert figures.sweep_curves({"seed 0": [1.0] * count, "seed 1": []}).layout.xaxis.dtick == step


def test_training_curves_of_a_share_are_in_per_cent() -> None:
    figure = figures.training_curves(HISTORY, ["accuracy"])

    assert list(figure.data[0].y) == [50, 75]
    assert figure.layout.yaxis.ticksuffix == " %"


def test_a_logarithmic_scale_leaves_out_what_has_no_logarithm() -> None:
    figure = figures.training_curves([{"loss": 0.0}, {"loss": 1.0}], ["loss"], log=True)

    assert figure.layout.yaxis.type == "log"
    assert list(figure.data[0].y) == [None, 1.0]
    assert list(figure.data[0].x) == [1, 2]


def test_only_groups_that_the_history_has_are_offered() -> None:
    assert histories.curve_groups(HISTORY) == {
        "Loss": ("loss", "validation_loss"),
        "Parts of the loss": ("kl",),
        "Accuracy": ("accuracy",),
    }
    assert histories.curve_groups([]) == {}
    assert figures.alt_text(figures.training_curves([])) == "No epoch was recorded."


def test_curves_of_several_models_lie_over_each_other() -> None:
    figure = figures.compared_curves(
        {"a": [(1, 0.5), (2, 0.25)], "b": [(1, 0.0)]}, "Misread", per_cent=True, log=True
    )

    assert list(figure.data[0].y) == [50, 25]
    assert list(figure.data[1].y) == [None]  # no logarithm
    assert "a from 50.00 % to 25.00 % over 2 epochs" in figures.alt_text(figure)


def test_the_best_run_of_a_sweep_stands_out() -> None:
    figure = figures.sweep_curves({"a": [3.0, 1.0], "b": [2.0], "c": []}, best="a")

    assert [trace.name for trace in figure.data] == ["★ a (best)", "b", "c"]
    assert figure.data[0].line.width > figure.data[1].line.width
    assert figures.alt_text(figure) == (
        "Last validation loss of 3 runs. a: 1.00; b: 2.00. The best is a."
    )


def test_the_runs_of_a_case_share_a_style_and_one_entry_of_the_legend() -> None:
    figure = figures.run_curves({"one": [[0.5, 0.1], [0.4, 0.3]], "two": [[0.0, 0.2]]}, title="E")

    assert [trace.showlegend for trace in figure.data] == [True, False, True]
    assert figure.data[0].line.color == figure.data[1].line.color != figure.data[2].line.color
    assert list(figure.data[2].y) == [None, 20]
    assert "one 20.00 %, two 20.00 %" in figures.alt_text(figure)
