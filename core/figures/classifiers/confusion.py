"""The confusion matrix of a classifier."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from core.figures import palette
from core.figures.style import TRANSPARENT, finish, plain

# Share of the row above which white text has more contrast than the dark text of a light page. On a
# dark page the other cells' text is light anyway, and every cell dark enough for it.
WHITE_ABOVE = 0.85


def confusion_matrix(
    counts: ArrayLike, classes: Sequence[str], *, per_cent: bool = False
) -> go.Figure:
    """Counts of true against predicted class, each cell shaded by its share of the row.

    Each cell carries ``customdata`` (true class, predicted class, count, share of the row in per
    cent) on a marker that can be clicked or selected.

    Args:
        counts: int (classes, classes); rows are true classes, columns predicted ones.
        classes: names of the classes.
        per_cent: write the share of the row into the cells instead of the count.

    Raises:
        ValueError: the shape of ``counts`` does not fit ``classes``.
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
        cells = np.argwhere((share > WHITE_ABOVE) == dark)
        figure.add_scatter(
            x=[names[column] for _, column in cells],
            y=[names[row] for row, _ in cells],
            text=[
                _cell(int(table[row, column]), float(share[row, column]), per_cent)
                for row, column in cells
            ],
            customdata=[
                (int(row), int(column), int(table[row, column]), 100 * float(share[row, column]))
                for row, column in cells
            ],
            mode="markers+text",
            marker={"symbol": "square", "size": 34, "color": TRANSPARENT},
            textfont={"color": "#ffffff", "size": 11} if dark else {"size": 11},
            # A click selects, and the cells that were not clicked must not fade.
            selected={"textfont": {"color": "#ffffff"} if dark else {}},
            unselected={"textfont": {"color": "#ffffff"} if dark else {}},
            meta="mark",
            hovertemplate="%{y} read as %{x}: %{customdata[2]:,} (%{customdata[3]:.1f} % of row)"
            "<extra></extra>",
            showlegend=False,
        )
    # Plotly's own range would leave room for the markers at the ends of the axes.
    ends = [-0.5, size - 0.5]
    figure.update_xaxes(title="Read as", type="category", range=ends, showgrid=False)
    figure.update_yaxes(title="True class", type="category", range=ends[::-1], showgrid=False)
    return finish(figure, _alt(table, classes), height=max(360, 36 * size + 90), legend=False)


def _cell(count: int, share: float, per_cent: bool) -> str:
    if not count:
        return ""
    return f"{100 * share:.1f}" if per_cent else f"{count:,}"


def _alt(table: np.ndarray, classes: Sequence[str]) -> str:
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
