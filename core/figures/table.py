"""The data of a figure as a table, for download and for readers who want the numbers."""

import csv
import html
import io
import math
from typing import Any

import numpy as np
import plotly.graph_objects as go


def csv_of(figure: go.Figure) -> str:
    """The figure's data as CSV (RFC 4180): one line per point.

    The columns are the series (if any trace has a name) and the two axes. A heatmap adds its value
    and, if its ``meta`` names one, a column of its ``customdata``. Traces with the ``meta``
    ``"mark"`` carry labels or marks only and are omitted.
    """
    across = _title(figure.layout.xaxis, "x")
    up = _title(figure.layout.yaxis, "y")
    lines: list[list[Any]] = []
    values: list[str] = []
    for trace in figure.data:
        if trace.meta == "mark":
            continue
        if trace.type == "heatmap":
            values = [_plain(trace.name or "value"), *([trace.meta] if trace.meta else [])]
            cells = [np.asarray(trace.z), *([np.asarray(trace.customdata)] if trace.meta else [])]
            for at, name in enumerate(trace.y):
                lines += [
                    ["", _plain(x), _plain(name), *(_number(one[at, column]) for one in cells)]
                    for column, x in enumerate(trace.x)
                ]
        else:
            series = _plain(trace.name or "")
            lines += [
                [series, _plain(x), _plain(y)]
                for x, y in zip(_list(trace.x), _list(trace.y), strict=True)
            ]
    head = ["series", across, up, *values]
    if not any(line[0] for line in lines):
        head, lines = head[1:], [line[1:] for line in lines]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(lines)
    return text.getvalue()


def _title(axis: Any, otherwise: str) -> str:
    return _plain(axis.title.text) if axis.title.text else otherwise


def _list(values: Any) -> list[Any]:
    return [] if values is None else list(values)


def _plain(value: Any) -> Any:
    """A label without Plotly's markup; a number unchanged."""
    if not isinstance(value, str):
        return _number(value)
    return html.unescape(value.replace("<br>", " "))


def _number(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return "" if isinstance(value, float) and not math.isfinite(value) else value
