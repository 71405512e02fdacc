"""Accuracy of a classifier over the noise level, with and without a denoiser before it."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from core.evaluation.classifiers.robustness import Robustness
from core.figures import palette
from core.figures.style import FAINT, finish, line_styles, plain
from core.noise import KINDS, level_control
from core.text.numbers import percent


def robustness_curves(
    robustness: Robustness,
    titles: Mapping[str, str] | None = None,
    *,
    classifier: str = "the classifier",
    level: float | None = None,
) -> go.Figure:
    """Accuracy in per cent over the noise level: without a denoiser, and behind each of them.

    Args:
        robustness: measured accuracies, from 0 to 1.
        titles: legend titles by denoiser; without one, the legend has the denoiser's name.
        classifier: name of the classifier in the description.
        level: a noise level to mark with a vertical line, in the unit of the levels.
    """
    titles = titles or {}
    noise = KINDS[robustness.kind]
    label = f"{noise.title} noise: {level_control(robustness.kind).label.lower()}"
    figure = go.Figure()
    grey: dict[str, Any] = {
        "line": {"color": palette.GREY, "dash": "dash", "width": 2.5},
        "marker": {"color": palette.GREY, "symbol": "circle-open", "size": 8},
    }
    _add(figure, "Noisy, as it is", robustness.levels, robustness.noisy, grey)
    for (name, accuracy), style in zip(
        robustness.denoised.items(), line_styles(len(robustness.denoised)), strict=True
    ):
        _add(figure, f"Cleaned by {titles.get(name, name)}", robustness.levels, accuracy, style)
    figure.update_xaxes(title=label)
    figure.update_yaxes(title="Read correctly", ticksuffix=" %")
    figure.update_layout(hovermode="x unified")
    if level is not None:
        figure.add_vline(level, line={"color": FAINT, "dash": "dot", "width": 1.5})
    return finish(figure, _alt(robustness, titles, classifier), height=400)


def _add(
    figure: go.Figure,
    name: str,
    levels: tuple[float, ...],
    accuracy: tuple[float, ...],
    style: dict[str, Any],
) -> None:
    figure.add_scatter(
        x=levels,
        y=[100 * share for share in accuracy],
        name=plain(name),
        mode="lines+markers",
        hovertemplate="%{y:.1f} %",
        **style,
    )


def _alt(robustness: Robustness, titles: Mapping[str, str], classifier: str) -> str:
    noise = KINDS[robustness.kind]
    text = (
        f"Share of {robustness.count:,} digits that {classifier} reads correctly as"
        f" the noise “{noise.title}” grows."
    )
    if not robustness.levels:
        return text
    last = len(robustness.levels) - 1
    text += (
        f" At the highest level, {robustness.levels[last]:g}, it reads"
        f" {percent(robustness.noisy[last], 1)} of the noisy digits"
    )
    if robustness.denoised:
        best = max(robustness.denoised, key=lambda name: robustness.denoised[name][last])
        share = robustness.denoised[best][last]
        text += f", and {percent(share, 1)} once {titles.get(best, best)} has cleaned them"
    return f"{text}."
