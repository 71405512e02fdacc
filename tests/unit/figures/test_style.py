"""What all figures share."""

import pytest

from core import figures


def test_a_figure_has_a_transparent_ground_and_a_named_download() -> None:
    layout = figures.histogram({"one": [1.0]}, "Error").layout

    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    options = figures.config("curve", "svg")["toImageButtonOptions"]
    assert (options["filename"], options["format"]) == ("curve", "svg")


def test_on_the_stage_all_type_of_a_figure_is_larger() -> None:
    figure = figures.per_class_bars({"a": [1.0], "b": [2.0]}, ["0"], title="Error")
    matrix = figures.confusion_matrix([[3, 1], [0, 4]], ["0", "1"])
    height, small = figure.layout.height, matrix.data[1].textfont.size

    large, cells = figures.enlarge(figure).layout, figures.enlarge(matrix)

    sizes = [
        large.font.size,
        large.legend.font.size,
        large.xaxis.tickfont.size,
        large.xaxis.title.font.size,
        large.yaxis.tickfont.size,
        large.hoverlabel.font.size,
    ]
    assert min(sizes) >= 1.6 * 14
    assert large.height > height
    assert cells.data[1].textfont.size == pytest.approx(1.6 * small)


def test_in_a_large_window_lines_and_marks_grow_with_the_type() -> None:
    rows = [{"epoch": epoch, "loss": 1 / epoch} for epoch in (1, 2)]
    figure = figures.training_curves(rows, ("loss",))
    bars = figures.per_class_bars({"a": [1.0]}, ["0"], title="Error")
    before = (figure.layout.height, figure.data[0].line.width, figure.data[0].marker.size)
    edges = bars.data[0].marker.line.width

    large = figures.enlarge(figure, 2, 2)

    after = (large.layout.height, large.data[0].line.width, large.data[0].marker.size)
    assert after == tuple(2 * length for length in before)
    assert figures.enlarge(bars, 2, 2).data[0].marker.line.width == edges
