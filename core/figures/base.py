"""What all figures share: a transparent ground, quiet axes, a description and a download.

No text colour is set, so that a figure takes that of the page around it, light or dark.
"""

import html
from itertools import cycle, islice
from typing import Any, Literal

import plotly.graph_objects as go

from core.figures import palette

TRANSPARENT = "rgba(0,0,0,0)"
GRID = "rgba(128,128,128,0.22)"  # seen on white and on near-black alike
FAINT = "rgba(128,128,128,0.55)"
TOOLBAR = 30  # pixels above the legend for the toolbar, which a touch screen always shows
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star")
PATTERNS = ("", "/", ".", "x", "-", "|")  # told apart without colour too


def plain(text: str) -> str:
    """``text`` as Plotly shows it literally: Plotly reads tags such as ``<a>`` in any label."""
    return html.escape(text, quote=False)


def whole(value: float) -> str:
    """A number as people write it: ``1,530,512``, and with four digits where it is small."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def line_styles(count: int) -> list[dict[str, Any]]:
    """``count`` looks for lines, told apart by colour, by dash and by marker.

    Each is ``{"line": ..., "marker": ...}`` for a scatter trace. Up to six differ in all three;
    beyond that no two share both colour and marker before the 42nd.
    """
    looks = zip(cycle(palette.SERIES), cycle(DASHES), cycle(MARKERS), strict=False)
    return [
        {
            "line": {"color": colour, "dash": dash, "width": 2.5},
            "marker": {"color": colour, "symbol": marker, "size": 8},
        }
        for colour, dash, marker in islice(looks, count)
    ]


def bar_style(colour: str, index: int) -> dict[str, Any]:
    """The ``marker`` of bars: the colour, and over it the pattern with this number."""
    return {
        "color": colour,
        "line": {"width": 0},
        "pattern": {
            "shape": PATTERNS[index % len(PATTERNS)],
            "fillmode": "overlay",  # bare strokes and dots get lost where bars are narrow
            "fgcolor": "rgba(255,255,255,0.8)",
            "size": 6,
            "solidity": 0.25,
        },
    }


def finish(figure: go.Figure, alt: str, *, height: int, legend: bool = True) -> go.Figure:
    """The figure with the shared layout and its description ``alt``; ``height`` in pixels.

    A finger that moves over it scrolls the page; the toolbar switches zooming and panning on.
    """
    figure.update_layout(
        paper_bgcolor=TRANSPARENT,
        plot_bgcolor=TRANSPARENT,
        height=height,
        margin={"l": 8, "r": 8, "t": TOOLBAR, "b": 8},
        dragmode=False,
        modebar={"bgcolor": TRANSPARENT, "color": FAINT, "activecolor": palette.BLUE},
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
    figure.update_xaxes(gridcolor=GRID, zeroline=False, automargin=True)
    figure.update_yaxes(gridcolor=GRID, zeroline=False, automargin=True)
    return figure


def alt_text(figure: go.Figure) -> str:
    """What the figure shows, in words: for a caption and for those who cannot see it."""
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
