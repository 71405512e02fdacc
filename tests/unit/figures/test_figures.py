"""Figures show what they are given, in the right units, with nothing read as markup."""

import math

import pytest

import models
from core import figures
from core.checkpoints import architecture
from core.evaluation import histories
from core.evaluation.metrics import Robustness

CURVES = Robustness(
    kind="gaussian",
    levels=(0.0, 0.5, 1.0),
    noisy=(0.98, 0.6, 0.25),
    denoised={"one": (0.97, 0.9, 0.7), "<b>two</b>": (0.96, 0.95, 0.8)},
    count=10_000,
    seed=0,
)


def test_robustness_is_shown_in_per_cent_with_a_line_for_each_denoiser() -> None:
    figure = figures.robustness_curves(CURVES, {"one": "First"})

    assert [list(trace.x) for trace in figure.data] == [[0.0, 0.5, 1.0]] * 3
    assert list(figure.data[0].y) == pytest.approx([98, 60, 25])
    assert list(figure.data[2].y) == pytest.approx([96, 95, 80])
    assert figure.data[1].name == "Cleaned by First"
    assert "sigma" in figure.layout.xaxis.title.text


def test_robustness_lines_differ_in_dash_and_marker_as_well_as_colour() -> None:
    figure = figures.robustness_curves(CURVES)

    for read in (
        lambda trace: trace.line.color,
        lambda trace: trace.marker.symbol,
    ):
        assert len({read(trace) for trace in figure.data}) == len(figure.data)
    denoised = [trace.line.dash for trace in figure.data[1:]]
    assert len(set(denoised)) == len(denoised)


def test_robustness_says_in_words_who_does_best() -> None:
    words = figures.alt_text(figures.robustness_curves(CURVES, {"<b>two</b>": "Second"}))

    assert "10,000 digits" in words
    assert "25.0 %" in words
    assert "80.0 % once Second has cleaned them" in words


def test_markup_in_a_name_is_shown_as_text() -> None:
    figure = figures.robustness_curves(CURVES)

    assert figure.data[2].name == "Cleaned by &lt;b&gt;two&lt;/b&gt;"


def test_a_marked_level_is_an_upright_line_at_that_level() -> None:
    figure = figures.robustness_curves(CURVES, level=0.4)

    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(0.4, 0.4)]
    assert not figures.robustness_curves(CURVES).layout.shapes


def test_a_figure_has_a_transparent_ground_and_a_named_download() -> None:
    layout = figures.robustness_curves(CURVES).layout

    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    options = figures.config("curve", "svg")["toImageButtonOptions"]
    assert (options["filename"], options["format"]) == ("curve", "svg")


HISTORY = [
    {"epoch": 1.0, "loss": 8.0, "validation_loss": 9.0, "kl": 1.0, "accuracy": 0.5},
    {"epoch": 2.0, "loss": 4.0, "validation_loss": 5.0, "kl": 2.0, "accuracy": 0.75},
]


def test_training_curves_draw_both_losses_over_the_epochs() -> None:
    figure = figures.training_curves(HISTORY)

    assert [list(trace.x) for trace in figure.data] == [[1, 2], [1, 2]]
    assert [list(trace.y) for trace in figure.data] == [[8, 4], [9, 5]]
    assert "loss from 8 to 4" in figures.alt_text(figure)


@pytest.mark.parametrize(
    ("rates", "shown"),
    [([0.001] * 3, (0, 0.002)), ([0.001, 0.01], None), ([math.inf] * 2, None), ([0.0], None)],
)
def test_a_rate_that_stays_is_seen_at_its_height(rates: list[float], shown: object) -> None:
    history = [{"learning_rate": rate} for rate in rates]

    assert figures.training_curves(history, ["learning_rate"]).layout.yaxis.range == shown


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


def test_bars_name_the_best_and_the_worst_class() -> None:
    figure = figures.per_class_bars(
        {"Test": [3.0, 1.0, 2.0], "Training": [2.5, 0.5, float("nan")]}, "abc", title="Error"
    )

    assert [list(trace.y)[:2] for trace in figure.data] == [[3.0, 1.0], [2.5, 0.5]]
    words = figures.alt_text(figure)
    assert "Test: best b (1), worst a (3)" in words
    assert "Training: best b (0.5), worst a (2.5)" in words
    higher = figures.per_class_bars({"T": [1, 2]}, "ab", title="A", lower_is_better=False)
    assert "best b (2), worst a (1)" in figures.alt_text(higher)


def test_a_confusion_matrix_is_shaded_by_row_and_carries_each_cell() -> None:
    figure = figures.confusion_matrix([[90, 10], [50, 0]], ["yes", "no"])

    assert figure.data[0].z.tolist() == [[90, 10], [100, 0]]
    cells = {tuple(cell[:3]) for trace in figure.data[1:] for cell in trace.customdata}
    assert cells == {(0, 0, 90), (0, 1, 10), (1, 0, 50), (1, 1, 0)}
    words = figures.alt_text(figure)
    assert "90 of 150 images" in words
    assert "no read as yes, 50 times" in words


def test_a_confusion_matrix_with_an_empty_row_or_a_wrong_size() -> None:
    assert figures.confusion_matrix([[0, 0], [1, 1]], "ab").data[0].z[0].tolist() == [0, 0]
    with pytest.raises(ValueError, match=r"2 classes need counts \(2, 2\)"):
        figures.confusion_matrix([[1]], "ab")


@pytest.mark.parametrize("family", models.FAMILIES)
def test_a_network_is_drawn_block_by_block(family) -> None:
    whole = architecture.summary({"family": family})
    blocks = architecture.blocks(whole)

    figure = figures.network_graph(whole)

    heights = {x: y for trace in figure.data for x, y in zip(trace.x, trace.y, strict=True)}
    assert sorted(heights) == list(range(len(blocks)))
    by_values = sorted(range(len(blocks)), key=lambda index: blocks[index].values)
    assert [heights[index] for index in by_values] == sorted(heights.values())
    assert len(figure.layout.xaxis.ticktext) == len(blocks)
    assert "28×28" in figure.layout.xaxis.ticktext[0]


def test_the_bottleneck_of_an_autoencoder_is_the_lowest_block() -> None:
    figure = figures.network_graph(architecture.summary({"family": "conv", "latent": 2}))

    latent = next(trace for trace in figure.data if "bottleneck" in trace.name)
    assert min(y for trace in figure.data for y in trace.y) == latent.y[0]
    assert "bottleneck, has 2" in figures.alt_text(figure)
