"""The data of a figure as a table, for those who want the numbers rather than the picture."""

import csv
import html
import io
import math
from typing import Any

import numpy as np
import plotly.graph_objects as go


def csv_of(figure: go.Figure) -> str:
    """The figure's data as CSV (RFC 4180): a line for each point, named after the axes.

    The columns are the series (where there is more than one name), the two axes, and for a
    heatmap its value and what each cell's ``customdata`` holds, called as its ``meta`` says.
    Traces that only carry labels or marks have ``meta`` set to ``"mark"`` and are left out.
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
    """A label as text without Plotly's markup; a number as it is."""
    if not isinstance(value, str):
        return _number(value)
    return html.unescape(value.replace("<br>", " "))


def _number(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return "" if isinstance(value, float) and not math.isfinite(value) else value
