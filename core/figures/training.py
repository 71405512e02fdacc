"""What happened over the epochs of a training."""

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from core.evaluation.histories import LOSSES, History
from core.figures.base import finish, line_styles, plain
from core.text.metrics import metric_name, metric_value

MARKED_EPOCHS = 40  # beyond that, markers hide the line


def training_curves(
    history: History, keys: Sequence[str] = LOSSES, *, log: bool = False
) -> go.Figure:
    """Figures over the epochs: one line for each of ``keys``.

    Args:
        history: a row for each epoch, such as ``{"epoch": 1.0, "loss": 0.2}``. A row without
            ``epoch`` counts from 1; one without a key leaves a gap.
        keys: which figures to draw; shares are drawn in per cent.
        log: a logarithmic scale, which leaves out values of zero and below.
    """
    figure = go.Figure()
    epochs = [row.get("epoch", index) for index, row in enumerate(history, start=1)]
    marked = len(history) <= MARKED_EPOCHS
    for key, look in zip(keys, line_styles(len(keys)), strict=True):
        name = metric_name(key)
        factor = 100 if name.style == "share" else 1
        values = [row.get(key) for row in history]
        figure.add_scatter(
            x=epochs,
            y=[None if v is None or (log and v <= 0) else factor * v for v in values],
            name=plain(name.title),
            mode="lines+markers" if marked else "lines",
            hovertemplate="%{y:.2f} %" if name.style == "share" else "%{y:.5g}",
            **{**look, "marker": {**look["marker"], "size": 6}},
        )
    shares = all(metric_name(key).style == "share" for key in keys)
    figure.update_xaxes(title="Epoch (one pass over the training images)", tickformat=",d")
    figure.update_yaxes(ticksuffix=" %" if shares else "", rangemode="normal")
    held = {float(row[key]) for row in history for key in keys if key in row}
    if len(held) == 1 and 0 < (value := held.pop()) < math.inf and not (log or shares):
        # A figure that stays: the default would go from -1 to 1 and show it as nothing.
        figure.update_yaxes(range=[0, 2 * value])
    if log:
        # Whole powers and a few between: the default crowds a narrow screen.
        figure.update_yaxes(type="log", dtick="D2")
    figure.update_layout(hovermode="x unified")
    return finish(figure, _words(history, keys), height=360)


def _words(history: History, keys: Sequence[str]) -> str:
    if not history:
        return "No epoch was recorded."
    count = "one epoch" if len(history) == 1 else f"{len(history):,} epochs"
    told = []
    for key in keys:
        values = [row[key] for row in history if key in row]
        if values:
            title = metric_name(key).title
            title = title[:1].lower() + title[1:]
            first, last = metric_value(key, values[0]), metric_value(key, values[-1])
            told.append(f"{title} from {first} to {last}")
    return f"Over {count}: {'; '.join(told)}." if told else f"Over {count}."
