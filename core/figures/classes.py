"""Figures by class: bars, and which class is taken for which."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from core.figures import palette
from core.figures.base import TRANSPARENT, bar_style, finish, plain

WHITE_ABOVE = 0.5  # share of the row's images above which a cell is dark


def per_class_bars(
    series: Mapping[str, Sequence[float]],
    classes: Sequence[str],
    *,
    title: str,
    lower_is_better: bool = True,
) -> go.Figure:
    """A bar for each class and each series, such as test beside training images.

    Args:
        series: a name to one value for each class; NaN for a class with none.
        classes: what the classes are called, in the order of the values.
        title: what the values are, with their unit.
        lower_is_better: decides which classes the description calls best and worst.
    """
    figure = go.Figure()
    for index, (name, values) in enumerate(series.items()):
        figure.add_bar(
            x=[plain(c) for c in classes],
            y=list(values),
            name=plain(name),
            marker=bar_style(palette.SERIES[index % len(palette.SERIES)], index),
            hovertemplate="%{y:.4g}",
        )
    figure.update_xaxes(title="Class", type="category", showgrid=False)
    figure.update_yaxes(title=title, rangemode="tozero")
    figure.update_layout(barmode="group", bargap=0.25, bargroupgap=0.05, hovermode="x unified")
    words = _bar_words(series, classes, title, lower_is_better)
    return finish(figure, words, height=340, legend=len(series) > 1)


def _bar_words(
    series: Mapping[str, Sequence[float]],
    classes: Sequence[str],
    title: str,
    lower_is_better: bool,
) -> str:
    told = []
    for name, values in series.items():
        known = [(value, c) for value, c in zip(values, classes, strict=True) if value == value]
        if known:
            low, high = min(known), max(known)
            best, worst = (low, high) if lower_is_better else (high, low)
            told.append(
                f"{name}: best {best[1]} ({best[0]:.4g}), worst {worst[1]} ({worst[0]:.4g})"
            )
    return f"{title}, for each class. {'; '.join(told)}." if told else f"{title}: no values."


def confusion_matrix(
    counts: ArrayLike, classes: Sequence[str], *, per_cent: bool = False
) -> go.Figure:
    """Which class is read as which: counts in the cells, shaded by their share of the row.

    Each cell carries ``customdata`` (true class, predicted class, count, share of the row in per
    cent) on a marker that can be clicked or selected.

    Args:
        counts: whole numbers (classes, classes); row: true class, column: what it was read as.
        classes: what the classes are called.
        per_cent: write the share of the row into the cells instead of the count.
    """
    table = np.asarray(counts)
    size = len(classes)
    if table.shape != (size, size):
        raise ValueError(f"{size} classes need counts ({size}, {size}), got {table.shape}")
    rows = table.sum(axis=1, keepdims=True)
    share = np.divide(table, rows, out=np.zeros(table.shape), where=rows > 0)
    names = [plain(c) for c in classes]
    figure = go.Figure(
        go.Heatmap(
            x=names,
            y=names,
            z=100 * share,
            zmin=0,
            zmax=100,
            xgap=1,
            ygap=1,
            colorscale=[[0, "rgba(0,114,178,0.04)"], [1, palette.BLUE]],
            name="% of row",
            customdata=table,
            meta="count",
            showscale=False,
            hoverinfo="skip",
        )
    )
    for dark in (False, True):
        chosen = np.argwhere((share > WHITE_ABOVE) == dark)
        figure.add_scatter(
            x=[names[column] for _, column in chosen],
            y=[names[row] for row, _ in chosen],
            text=[
                _cell(int(table[row, column]), float(share[row, column]), per_cent)
                for row, column in chosen
            ],
            customdata=[
                (int(row), int(column), int(table[row, column]), 100 * float(share[row, column]))
                for row, column in chosen
            ],
            mode="markers+text",
            marker={"symbol": "square", "size": 34, "color": TRANSPARENT},
            textfont={"color": "#ffffff", "size": 11} if dark else {"size": 11},
            # A click selects: the cells that were not clicked must not fade.
            selected={"textfont": {"color": "#ffffff"} if dark else {}},
            unselected={"textfont": {"color": "#ffffff"} if dark else {}},
            meta="mark",
            hovertemplate="%{y} read as %{x}: %{customdata[2]:,} (%{customdata[3]:.1f} % of row)"
            "<extra></extra>",
            showlegend=False,
        )
    # The cells alone: by themselves the axes would leave room for the markers at their ends.
    ends = [-0.5, size - 0.5]
    figure.update_xaxes(title="Read as", type="category", range=ends, showgrid=False)
    figure.update_yaxes(title="True class", type="category", range=ends[::-1], showgrid=False)
    words = _confusion_words(table, classes)
    return finish(figure, words, height=max(360, 36 * size + 90), legend=False)


def _cell(count: int, share: float, per_cent: bool) -> str:
    if not count:
        return ""
    return f"{100 * share:.1f}" if per_cent else f"{count:,}"


def _confusion_words(table: np.ndarray, classes: Sequence[str]) -> str:
    total, right = int(table.sum()), int(np.trace(table))
    text = f"{right:,} of {total:,} images are read correctly."
    wrong = table - np.diag(np.diag(table))
    if wrong.sum():
        row, column = divmod(int(wrong.argmax()), len(classes))
        text += (
            f" The most common mistake: {classes[row]} read as {classes[column]},"
            f" {int(wrong[row, column]):,} times."
        )
    return text
