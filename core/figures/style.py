"""Style of all figures: transparent background, quiet axes, line and bar styles, a description.

No text colour is set, so that a figure takes the colour of the page around it, light or dark.
"""

import html
from itertools import cycle, islice
from textwrap import wrap
from typing import Any, Literal

import plotly.graph_objects as go

from core.figures import palette

TRANSPARENT = "rgba(0,0,0,0)"
GRID = "rgba(128,128,128,0.22)"  # visible on white and on near-black
FAINT = "rgba(128,128,128,0.55)"
TYPE = 14  # font size of a figure, in pixels
HEIGHT = 450  # Plotly's default height of a figure, in pixels
STAGE = 1.6  # font size on a stage, relative to that on a page
TALLER = 1.35  # relative height on a stage: what a window of 1080 pixels leaves free
TOOLBAR = 30  # pixels above the legend, because touch screens always show the toolbar
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star")
PATTERNS = ("", "/", ".", "x", "-", "|")  # bars that differ without colour too


def plain(text: str) -> str:
    """Escape text, because Plotly interprets tags such as ``<a>`` in any label."""
    return html.escape(text, quote=False)


def on_lines(text: str, letters: int) -> str:
    """A name that Plotly shows as it is, on lines of at most so many letters."""
    return "<br>".join(wrap(plain(text), letters))


def line_styles(count: int) -> list[dict[str, Any]]:
    """``count`` styles of lines that differ in colour, dash and marker.

    Each is ``{"line": ..., "marker": ...}`` for a scatter trace. Up to six differ in all three. No
    two of the first 42 share both colour and marker.
    """
    styles = zip(cycle(palette.SERIES), cycle(DASHES), cycle(MARKERS), strict=False)
    return [
        {
            "line": {"color": colour, "dash": dash, "width": 2.5},
            "marker": {"color": colour, "symbol": marker, "size": 8},
        }
        for colour, dash, marker in islice(styles, count)
    ]


def bar_style(colour: str, index: int) -> dict[str, Any]:
    """The ``marker`` of a bar trace: a colour with the pattern of this index over it."""
    return {
        "color": colour,
        "line": {"width": 0},
        "pattern": {
            "shape": PATTERNS[index % len(PATTERNS)],
            "fillmode": "overlay",  # strokes and dots alone get lost on narrow bars
            "fgcolor": "rgba(255,255,255,0.8)",
            "size": 6,
            "solidity": 0.25,
        },
    }


def add_diagonal(figure: go.Figure, name: str) -> None:
    """Add a dotted line from (0, 0) to (100, 100), which is not part of the figure's data."""
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        name=name,
        mode="lines",
        line={"color": FAINT, "dash": "dot"},
        hoverinfo="skip",
        meta="mark",
    )


def finish(figure: go.Figure, alt: str, *, height: int, legend: bool = True) -> go.Figure:
    """The figure with the shared layout and the description ``alt``; ``height`` in pixels.

    A finger that moves over the figure scrolls the page; the toolbar switches zooming on.
    """
    figure.update_layout(
        paper_bgcolor=TRANSPARENT,
        plot_bgcolor=TRANSPARENT,
        height=height,
        margin={"l": 8, "r": 8, "t": TOOLBAR, "b": 8},
        dragmode=False,
        modebar={"bgcolor": TRANSPARENT, "color": palette.GREY, "activecolor": palette.BLUE},
        showlegend=legend,
        # Above the plot, where it wraps on a narrow screen instead of squeezing the plot.
        legend={
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "yref": "container",
            "y": 1 - TOOLBAR / height,
            "yanchor": "top",
        },
        hoverlabel={"namelength": -1},
        meta={"alt": alt},
    )
    # Plotly's default writes 0.0001 as 100µ and 20000 as 20k.
    axes = {"exponentformat": "none", "separatethousands": True}
    figure.update_xaxes(gridcolor=GRID, zeroline=False, automargin=True, **axes)
    figure.update_yaxes(gridcolor=GRID, zeroline=False, automargin=True, **axes)
    return figure


def enlarge(figure: go.Figure, factor: float = STAGE, taller: float = TALLER) -> go.Figure:
    """Enlarge a figure so that it can be read from the last row of an audience.

    Text, lines and markers grow by ``factor``, the height by ``taller``.
    """
    size = TYPE * factor
    height = (figure.layout.height or HEIGHT) * taller
    figure.update_layout(
        font_size=size,
        hoverlabel_font_size=size,
        height=height,
        legend_font_size=size,
        legend_y=1 - TOOLBAR / height,
    )
    figure.update_xaxes(tickfont_size=size, title_font_size=size)
    figure.update_yaxes(tickfont_size=size, title_font_size=size)
    figure.for_each_annotation(
        lambda note: note.update(font_size=(note.font.size or TYPE) * factor)
    )
    for trace in figure.data:
        if "text" in trace and trace.text is not None:
            trace.textfont.size = (trace.textfont.size or TYPE) * factor
        if "marker" in trace and trace.marker.showscale:
            trace.marker.colorbar.tickfont.size = size
        if "colorbar" in trace:
            trace.colorbar.tickfont.size = size
        for part, field in (("line", "width"), ("marker", "size")):
            if part not in trace or field not in trace[part]:
                continue
            if isinstance(length := trace[part][field], int | float):
                trace[part][field] = length * factor
    return figure


def alt_text(figure: go.Figure) -> str:
    """Description of what the figure shows, for captions and screen readers."""
    return str((figure.layout.meta or {}).get("alt", ""))


def config(filename: str, image: Literal["png", "svg"] = "png") -> dict[str, Any]:
    """Plotly's ``config`` for a page: a quiet toolbar whose camera saves ``filename``.

    ``image`` is the format that the camera saves; PNG has twice the pixels of the screen.
    """
    return {
        "displaylogo": False,
        "responsive": True,
        "scrollZoom": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "zoomIn2d", "zoomOut2d"],
        "toImageButtonOptions": {"format": image, "filename": filename, "scale": 2},
    }
