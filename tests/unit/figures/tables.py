"""The data of a figure as rows."""

import csv
import io

import plotly.graph_objects as go

from core import figures


def rows(figure: go.Figure) -> list[list[str]]:
    return list(csv.reader(io.StringIO(figures.csv_of(figure))))
