"""Whether a classifier is as often right as it says."""

from collections.abc import Mapping

import plotly.graph_objects as go

from core.evaluation.calibration import Reliability
from core.figures.base import FAINT, finish, line_styles, plain
from core.text.numbers import percent


def reliability_diagram(found: Mapping[str, Reliability]) -> go.Figure:
    """Accuracy over confidence, in per cent, one line for each classifier; empty bins left out.

    The dotted diagonal is where a classifier is right as often as it says.
    """
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 100],
        y=[0, 100],
        name="Right as often as it says",
        mode="lines",
        line={"color": FAINT, "dash": "dot"},
        hoverinfo="skip",
        meta="mark",
    )
    for (name, one), look in zip(found.items(), line_styles(len(found)), strict=True):
        there = one.counts > 0
        figure.add_scatter(
            x=100 * one.confidence[there],
            y=100 * one.accuracy[there],
            name=plain(f"{name} (ECE {percent(one.ece, 2)})"),
            mode="lines+markers",
            customdata=one.counts[there],
            hovertemplate="says %{x:.1f} %, right %{y:.1f} % (%{customdata:,} digits)",
            **look,
        )
    figure.update_xaxes(title="How sure it says it is", ticksuffix=" %", range=[-2, 102])
    figure.update_yaxes(title="How often it is right", ticksuffix=" %", range=[-2, 104])
    told = "; ".join(
        f"{name} says {percent(one.mean_confidence, 1)} on average and is right "
        f"{percent(one.overall_accuracy, 1)} of the time, expected calibration error "
        f"{percent(one.ece, 2)}"
        for name, one in found.items()
    )
    return finish(figure, f"{told}.", height=420)
