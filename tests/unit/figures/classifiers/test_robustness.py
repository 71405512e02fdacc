"""Accuracy over the noise level."""

import pytest

from core import figures
from core.evaluation.classifiers.robustness import Robustness

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
