"""Values over the epochs of a training: one run, several models, a sweep, or repeated runs."""

import math
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

import plotly.graph_objects as go

from core.evaluation.histories import LOSSES, History
from core.figures.style import finish, line_styles, plain
from core.text.metrics import metric_name, metric_value
from core.text.numbers import alike, percent, quantity

MARKED_EPOCHS = 40  # with more, markers hide the line
FEW_EPOCHS = 10  # from here on Plotly's own ticks are at whole epochs

Line = Sequence[tuple[float, float]]  # (epoch, value)


def training_curves(
    history: History, keys: Sequence[str] = LOSSES, *, log: bool = False
) -> go.Figure:
    """Values of one training over its epochs: one line per key.

    Args:
        history: one row per epoch, such as ``{"epoch": 1.0, "loss": 0.2}``. A row without
            ``epoch`` counts from 1; a row without a key leaves a gap.
        keys: the values to draw; shares are drawn in per cent.
        log: a logarithmic axis, which omits values of zero and below.
    """
    figure = go.Figure()
    epochs = [row.get("epoch", index) for index, row in enumerate(history, start=1)]
    for key, style in zip(keys, line_styles(len(keys)), strict=True):
        name = metric_name(key)
        _add_curve(
            figure,
            name.title,
            epochs,
            [row.get(key) for row in history],
            style,
            per_cent=name.style == "share",
            log=log,
        )
    shares = all(metric_name(key).style == "share" for key in keys)
    _set_axes(figure, "", per_cent=shares, log=log)
    if not history:  # the same frame as with one epoch, without the ticks of Plotly's default range
        figure.update_xaxes(range=[0, 2], dtick=1)
        figure.update_yaxes(showticklabels=False)
    values = {float(row[key]) for row in history for key in keys if key in row}
    if len(values) == 1 and 0 < (value := values.pop()) < math.inf and not (log or shares):
        # Plotly's default range for a constant, -1 to 1, would show a learning rate as zero.
        figure.update_yaxes(range=[0, 2 * value])
    return finish(figure, _training_alt(history, keys), height=360)


def _training_alt(history: History, keys: Sequence[str]) -> str:
    if not history:
        return "No epoch was recorded."
    count = quantity(len(history), "epoch")
    parts = []
    for key in keys:
        values = [row[key] for row in history if key in row]
        if values:
            name, ends = metric_name(key), [values[0], values[-1]]
            title = name.title[:1].lower() + name.title[1:]
            texts = [metric_value(key, value) for value in ends]
            if name.style == "number":
                texts = [
                    "nearly 0" if value and not float(text.replace(",", "")) else text
                    for value, text in zip(ends, alike(ends), strict=True)
                ]
            change = f"from {texts[0]} to {texts[1]}"
            if min(values) == max(values):
                change = f"stays at {texts[0]}" if len(values) > 1 else texts[0]
            parts.append(f"{title} {change}")
    return f"Over {count}: {'; '.join(parts)}." if parts else f"Over {count}."


def compared_curves(
    lines: Mapping[str, Line], title: str, *, per_cent: bool = False, log: bool = False
) -> go.Figure:
    """One value of several models over the epochs: one line per model.

    Args:
        lines: (epoch, value) pairs by model name.
        title: what the values are, with their unit.
        per_cent: whether the values are shares from 0 to 1.
        log: a logarithmic axis, which omits values of zero and below.
    """
    figure = go.Figure()
    for (name, line), style in zip(lines.items(), line_styles(len(lines)), strict=True):
        epochs, values = [epoch for epoch, _ in line], [value for _, value in line]
        _add_curve(figure, name, epochs, values, style, per_cent=per_cent, log=log)
    _set_axes(figure, title, per_cent=per_cent, log=log)
    parts = [
        f"{name} from {' to '.join(_ends([line[0][1], line[-1][1]], per_cent))} "
        f"over {quantity(len(line), 'epoch')}"
        for name, line in lines.items()
        if line
    ]
    return finish(figure, f"{title}: {'; '.join(parts) or 'nothing was recorded'}.", height=380)


def sweep_curves(
    runs: Mapping[str, Sequence[float]], best: str | None = None, *, log: bool = False
) -> go.Figure:
    """Validation loss of the runs of a sweep over the epochs, the best run thicker.

    Args:
        runs: the loss after epoch 1, 2, ... by label; empty for a run that has not begun.
        best: label of the run to mark.
        log: a logarithmic axis, which omits values of zero and below.
    """
    figure = go.Figure()
    for (label, losses), style in zip(runs.items(), line_styles(len(runs)), strict=True):
        is_best = label == best
        style["line"]["width"] = 5 if is_best else 2
        name = f"★ {label} (best)" if is_best else label
        epochs = range(1, len(losses) + 1)
        opacity = 1 if is_best or best is None else 0.75
        _add_curve(figure, name, epochs, losses, style, log=log, opacity=opacity)
    _set_axes(figure, "Validation loss", log=log)
    last = {label: losses[-1] for label, losses in runs.items() if losses}
    texts = alike(list(last.values()))
    ends = [f"{label}: {text}" for label, text in zip(last, texts, strict=True)]
    count = quantity(len(runs), "run")
    alt = f"Last validation loss of {count}. {'; '.join(ends) or 'None yet'}."
    return finish(figure, alt + (f" The best is {best}." if best else ""), height=420)


def run_curves(cases: Mapping[str, Sequence[Sequence[float]]], *, title: str) -> go.Figure:
    """A share over the epochs for each run of each case, on a logarithmic axis in per cent.

    Args:
        cases: runs by the name of their case, each the share (0 to 1) after epoch 1, 2, ...
        title: what the shares are.
    """
    figure = go.Figure()
    for (name, runs), style in zip(cases.items(), line_styles(len(cases)), strict=True):
        style["line"]["width"] = 1.5
        for number, values in enumerate(runs):
            _add_curve(
                figure, name, range(1, len(values) + 1), values, style, per_cent=True, log=True,
                legendgroup=name, showlegend=number == 0, mode="lines", opacity=0.8,
            )  # fmt: skip
    _set_axes(figure, title, per_cent=True, log=True)
    ends = ", ".join(
        f"{name} {percent(fmean(run[-1] for run in runs), 2)}" for name, runs in cases.items()
    )
    return finish(figure, f"{title} over the epochs; at the end on average {ends}.", height=380)


def _add_curve(
    figure: go.Figure,
    name: str,
    epochs: Sequence[float],
    values: Sequence[float | None],
    style: dict[str, Any],
    *,
    per_cent: bool = False,
    log: bool = False,
    **trace: Any,
) -> None:
    factor = 100 if per_cent else 1
    figure.add_scatter(
        x=list(epochs),
        y=[None if v is None or (log and v <= 0) else factor * v for v in values],
        name=plain(name),
        hovertemplate="%{y:.2f} %" if per_cent else "%{y:.5g}",
        line=style["line"],
        marker={**style["marker"], "size": 6},
        **{"mode": "lines+markers" if len(epochs) <= MARKED_EPOCHS else "lines", **trace},
    )


def _set_axes(figure: go.Figure, title: str, *, per_cent: bool = False, log: bool = False) -> None:
    figure.update_xaxes(title="Epoch (one pass over the training images)", tickformat=",d")
    epochs = [epoch for trace in figure.data for epoch in trace.x]
    if epochs and max(epochs) - min(epochs) < FEW_EPOCHS:
        figure.update_xaxes(dtick=1)  # Plotly would set ticks at half epochs too
    figure.update_yaxes(title=title or None, ticksuffix=" %" if per_cent else "")
    if log:
        # Whole powers and a few between them; the default crowds a narrow screen.
        figure.update_yaxes(type="log", dtick="D2")
    figure.update_layout(hovermode="x unified")


def _ends(values: Sequence[float], per_cent: bool) -> list[str]:
    return [percent(value, 2) for value in values] if per_cent else alike(values)
