"""How well a score tells two kinds of pictures apart, whatever the threshold."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from core.figures.base import FAINT, finish, line_styles, plain

Curve = tuple[ArrayLike, ArrayLike, float]


def roc_curves(
    curves: Mapping[str, Curve], other: str, point: tuple[float, float] | None = None
) -> go.Figure:
    """Receiver operating characteristic: found others over false alarms, a line for each model.

    Args:
        curves: a name to its false alarms (n,) and finds (n,), both in [0, 1], and its area.
        other: what is to be found, in words.
        point: false alarms and finds at the threshold in use, to be marked on the first curve.
    """
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        name="Guessing (0.5)",
        mode="lines",
        line={"color": FAINT, "dash": "dot"},
        hoverinfo="skip",
        meta="mark",
    )
    for (name, (alarms, finds, area)), look in zip(
        curves.items(), line_styles(len(curves)), strict=True
    ):
        figure.add_scatter(
            x=100 * np.asarray(alarms, np.float32),
            y=100 * np.asarray(finds, np.float32),
            name=plain(f"{name} ({area:.4f})"),
            mode="lines",
            line=look["line"],
            hovertemplate="%{y:.1f} % found at %{x:.1f} % false alarms",
        )
    if point is not None:
        figure.add_scatter(
            x=[100 * point[0]],
            y=[100 * point[1]],
            name="The threshold in use",
            mode="markers",
            marker={"size": 13, "symbol": "diamond-open", "color": "#d55e00", "line": {"width": 3}},
            hovertemplate="%{y:.1f} % found at %{x:.1f} % false alarms",
            meta="mark",
        )
    figure.update_xaxes(title="Digits refused (false alarms)", ticksuffix=" %", range=[-2, 102])
    figure.update_yaxes(title="Others found", ticksuffix=" %", range=[-2, 102])
    told = "; ".join(f"{name} {area:.4f}" for name, (_, _, area) in curves.items())
    words = f"{other} told from digits: area under the curve (AUC) {told}; 0.5 is guessing."
    return finish(figure, words, height=420)
