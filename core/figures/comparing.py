"""Several models in one picture: their trainings, and what denoising does for classifiers."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.evaluation.payoff import Payoff
from core.figures import palette
from core.figures.base import bar_style, finish, line_styles, plain
from core.figures.training import MARKED_EPOCHS
from core.text.numbers import percent

Line = Sequence[tuple[float, float]]  # (epoch, value)


def compared_curves(
    lines: Mapping[str, Line], title: str, *, per_cent: bool = False, log: bool = False
) -> go.Figure:
    """A figure over the epochs for several models, one line each, over one another.

    Args:
        lines: a name to its (epoch, value) pairs.
        title: what the values are, with their unit.
        per_cent: the values are shares from 0 to 1.
        log: a logarithmic scale, which leaves out values of zero and below.
    """
    figure = go.Figure()
    factor = 100 if per_cent else 1
    marked = max((len(line) for line in lines.values()), default=0) <= MARKED_EPOCHS
    for (name, line), look in zip(lines.items(), line_styles(len(lines)), strict=True):
        figure.add_scatter(
            x=[epoch for epoch, _ in line],
            y=[None if log and value <= 0 else factor * value for _, value in line],
            name=plain(name),
            mode="lines+markers" if marked else "lines",
            hovertemplate="%{y:.2f} %" if per_cent else "%{y:.5g}",
            **{**look, "marker": {**look["marker"], "size": 6}},
        )
    figure.update_xaxes(title="Epoch (one pass over the training images)", tickformat=",d")
    figure.update_yaxes(title=title, ticksuffix=" %" if per_cent else "")
    if log:
        figure.update_yaxes(type="log", dtick="D2")
    figure.update_layout(hovermode="x unified")
    shown = (lambda value: percent(value, 2)) if per_cent else (lambda value: f"{value:.4g}")
    told = [
        f"{name} from {shown(line[0][1])} to {shown(line[-1][1])} over {len(line):,} epochs"
        for name, line in lines.items()
        if line
    ]
    return finish(figure, f"{title}: {'; '.join(told) or 'nothing was recorded'}.", height=380)


def payoff_bars(found: Payoff) -> go.Figure:
    """Accuracy in per cent: a group for each classifier, a bar for clean, noisy and cleaned."""
    series = {"Clean digits": found.clean, "Noisy digits": found.noisy}
    series |= {f"Cleaned by {name}": values for name, values in found.cleaned.items()}
    colours = (palette.GREY, palette.VERMILION, palette.BLUE, palette.GREEN, palette.PURPLE)
    figure = go.Figure()
    for index, (name, values) in enumerate(series.items()):
        figure.add_bar(
            x=[plain(reader) for reader in found.classifiers],
            y=[100 * value for value in values],
            name=plain(name),
            text=[f"{100 * value:.1f}" for value in values],
            textposition="outside",
            textfont={"size": 10},
            cliponaxis=False,
            marker=bar_style(colours[index % len(colours)], index),
            hovertemplate="%{y:.2f} %",
        )
    figure.update_xaxes(title="Classifier", type="category", showgrid=False)
    figure.update_yaxes(title="Read correctly", ticksuffix=" %", range=[0, 108])
    figure.update_layout(barmode="group", bargap=0.2, bargroupgap=0.05)
    told = []
    for at, reader in enumerate(found.classifiers):
        clean, noisy = percent(found.clean[at], 1), percent(found.noisy[at], 1)
        text = f"{reader} reads {clean} clean, {noisy} noisy"
        if found.cleaned:
            best = max(found.cleaned, key=lambda name: found.cleaned[name][at])
            text += f", {percent(found.cleaned[best][at], 1)} once {best} has cleaned them"
        told.append(text)
    return finish(figure, f"Of {found.count:,} digits {'; '.join(told)}.", height=400)
