"""What all figures share: a transparent ground, quiet axes, a description and a download.

No text colour is set, so that a figure takes that of the page around it, light or dark.
"""

import html
from itertools import cycle, islice
from typing import Any, Literal

import plotly.graph_objects as go

from core import palette

TRANSPARENT = "rgba(0,0,0,0)"
GRID = "rgba(128,128,128,0.22)"  # seen on white and on near-black alike
FAINT = "rgba(128,128,128,0.55)"
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
MARKERS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star")


def plain(text: str) -> str:
    """``text`` as Plotly shows it literally: Plotly reads tags such as ``<a>`` in any label."""
    return html.escape(text, quote=False)


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


def finish(figure: go.Figure, alt: str, *, height: int, legend: bool = True) -> go.Figure:
    """The figure with the shared layout and its description ``alt``; ``height`` in pixels."""
    figure.update_layout(
        paper_bgcolor=TRANSPARENT,
        plot_bgcolor=TRANSPARENT,
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        showlegend=legend,
        # Above the plot, where it wraps on a narrow screen instead of squeezing the plot.
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
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
