"""The distribution of a value, such as the error of each image."""

from collections.abc import Iterable, Mapping

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from core.figures import palette
from core.figures.style import PATTERNS, finish, on_lines, plain

BARS = range(10, 61)  # few values get few bars, because many would leave gaps

WHOLE = 6  # below this count, each whole number gets a grid line
LETTERS = 40  # of the axis's title on a line, as many as fit on a phone


def histogram(
    series: Mapping[str, ArrayLike],
    title: str,
    *,
    of: str = "digits",
    threshold: float | None = None,
    low: float | None = None,
    high: float | None = None,
) -> go.Figure:
    """Histogram of each series, in a colour and pattern of its own.

    Args:
        series: values (N,) by name; values that are not finite are omitted.
        title: what the values are, with their unit.
        of: what is counted.
        threshold: a value to mark with a vertical line.
        low: left end of the axis, by default the smallest value.
        high: right end, by default the largest value; the last bar counts all beyond it.
    """
    values = {name: np.asarray(one, np.float64) for name, one in series.items()}
    values = {name: one[np.isfinite(one)] for name, one in values.items()}
    together = np.concatenate(list(values.values()) or [np.zeros(0)])
    start = float(together.min(initial=0.0)) if low is None else low
    end = float(together.max(initial=start)) if high is None else high
    edges = np.linspace(start, end if end > start else start + 1, _bars(values.values()) + 1)
    figure = go.Figure()
    for index, (name, one) in enumerate(values.items()):
        counts, _ = np.histogram(np.clip(one, edges[0], edges[-1]), edges)
        figure.add_bar(
            x=(edges[:-1] + edges[1:]) / 2,
            y=counts,
            width=np.diff(edges),
            name=plain(name),
            opacity=0.65 if len(values) > 1 else 0.9,
            marker={
                "color": palette.SERIES[index % len(palette.SERIES)],
                "line": {"width": 0},
                "pattern": {"shape": PATTERNS[index % len(PATTERNS)], "solidity": 0.3},
            },
            hovertemplate="%{x:.3g}: %{y:,}",
        )
    figure.update_xaxes(title=on_lines(title, LETTERS), showgrid=False)
    most = max((max(trace.y) for trace in figure.data), default=0)
    figure.update_yaxes(title=f"How many {of}", dtick=1 if most < WHOLE else None)
    figure.update_layout(barmode="overlay", bargap=0)
    if threshold is not None:
        figure.add_vline(threshold, line={"color": palette.VERMILION, "dash": "dash", "width": 2})
    parts = [
        f"{name}: {len(one):,} {of}, half of them below {np.median(one):.3g}"
        for name, one in values.items()
        if len(one)
    ]
    alt = f"{title}. {'; '.join(parts) or 'No values'}."
    if threshold is not None:
        alt += f" The dashed line is the threshold, {threshold:.3g}."
    return finish(figure, alt, height=340, legend=len(values) > 1)


def _bars(series: Iterable[NDArray[np.float64]]) -> int:
    """Number of bars that suits the longest series: twice the square root of its length."""
    longest = max((len(one) for one in series), default=0)
    return min(max(round(2 * longest**0.5), BARS[0]), BARS[-1])
