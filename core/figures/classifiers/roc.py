"""ROC curves: how well a score separates two kinds of images at every threshold."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from core.figures import palette
from core.figures.style import add_diagonal, finish, line_styles, plain

Curve = tuple[ArrayLike, ArrayLike, float]


def roc_curves(
    curves: Mapping[str, Curve], other: str, point: tuple[float, float] | None = None
) -> go.Figure:
    """Receiver operating characteristic: true over false positives, one line per model.

    Args:
        curves: false positive rates (n,), true positive rates (n,) and the area, by model name.
        other: name of the images to detect, in words.
        point: false and true positive rate at the threshold in use, marked on the first curve.
    """
    figure = go.Figure()
    add_diagonal(figure, "Guessing (0.5)")
    for (name, (alarms, finds, area)), style in zip(
        curves.items(), line_styles(len(curves)), strict=True
    ):
        figure.add_scatter(
            x=100 * np.asarray(alarms, np.float32),
            y=100 * np.asarray(finds, np.float32),
            name=plain(f"{name} ({area:.4f})"),
            mode="lines",
            line=style["line"],
            hovertemplate="%{y:.1f} % detected at %{x:.1f} % false alarms",
        )
    if point is not None:
        figure.add_scatter(
            x=[100 * point[0]],
            y=[100 * point[1]],
            name="The threshold in use",
            mode="markers",
            marker={
                "size": 13,
                "symbol": "diamond-open",
                "color": palette.VERMILION,
                "line": {"width": 3},
            },
            hovertemplate="%{y:.1f} % detected at %{x:.1f} % false alarms",
            meta="mark",
        )
    figure.update_xaxes(title="Digits refused (false alarms)", ticksuffix=" %", range=[-2, 102])
    figure.update_yaxes(title="Other pictures detected", ticksuffix=" %", range=[-2, 102])
    areas = "; ".join(f"{name} {area:.4f}" for name, (_, _, area) in curves.items())
    alt = f"{other} against digits: area under the curve (AUC) {areas}; 0.5 is guessing."
    return finish(figure, alt, height=420)
