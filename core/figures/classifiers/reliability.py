"""Reliability diagram: accuracy of a classifier over its stated confidence."""

from collections.abc import Mapping

import plotly.graph_objects as go

from core.evaluation.classifiers.calibration import Reliability
from core.figures.style import add_diagonal, finish, line_styles, plain
from core.text.numbers import percent


def reliability_diagram(reliabilities: Mapping[str, Reliability]) -> go.Figure:
    """Accuracy over confidence in per cent: one line per classifier, without empty bins.

    On the dotted diagonal a classifier is right as often as it says.
    """
    figure = go.Figure()
    add_diagonal(figure, "Right as often as it says")
    for (name, one), style in zip(
        reliabilities.items(), line_styles(len(reliabilities)), strict=True
    ):
        filled = one.counts > 0
        figure.add_scatter(
            x=100 * one.confidence[filled],
            y=100 * one.accuracy[filled],
            name=plain(f"{name} (ECE {percent(one.ece, 2)})"),
            mode="lines+markers",
            customdata=one.counts[filled],
            hovertemplate="says %{x:.1f} %, right %{y:.1f} % (%{customdata:,} digits)",
            **style,
        )
    figure.update_xaxes(title="How sure it says it is", ticksuffix=" %", range=[-2, 102])
    figure.update_yaxes(title="How often it is right", ticksuffix=" %", range=[-2, 104])
    alt = "; ".join(
        f"{name} says {percent(one.mean_confidence, 1)} on average and is right "
        f"{percent(one.overall_accuracy, 1)} of the time, expected calibration error "
        f"{percent(one.ece, 2)}"
        for name, one in reliabilities.items()
    )
    return finish(figure, f"{alt}.", height=420)
