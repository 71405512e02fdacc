"""What all figures share."""

from core import figures


def test_a_figure_has_a_transparent_ground_and_a_named_download() -> None:
    layout = figures.histogram({"one": [1.0]}, "Error").layout

    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    options = figures.config("curve", "svg")["toImageButtonOptions"]
    assert (options["filename"], options["format"]) == ("curve", "svg")
