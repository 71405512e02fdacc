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
    heatmap its value. Traces that only carry labels or marks have ``meta`` set to ``"mark"`` and
    are left out.
    """
    across = _title(figure.layout.xaxis, "x")
    up = _title(figure.layout.yaxis, "y")
    lines: list[list[Any]] = []
    value = None
    for trace in figure.data:
        if trace.meta == "mark":
            continue
        if trace.type == "heatmap":
            value = _plain(trace.name or "value")
            for name, row in zip(trace.y, np.asarray(trace.z), strict=True):
                lines += [
                    ["", _plain(x), _plain(name), _number(z)]
                    for x, z in zip(trace.x, row, strict=True)
                ]
        else:
            series = _plain(trace.name or "")
            lines += [
                [series, _plain(x), _plain(y)]
                for x, y in zip(_list(trace.x), _list(trace.y), strict=True)
            ]
    head = ["series", across, up, *([value] if value else [])]
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
    return html.unescape(value) if isinstance(value, str) else _number(value)


def _number(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    return "" if isinstance(value, float) and not math.isfinite(value) else value
