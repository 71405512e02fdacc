"""K-means over the number of clusters: its inertia and its errors."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.figures import palette
from core.figures.style import DASHES, FAINT, MARKERS, finish, plain
from core.text.numbers import number, percent


def elbow_curve(
    ks: Sequence[int], inertias: Sequence[float], *, knee: int | None, choice: int | None = None
) -> go.Figure:
    """Inertia over the number of clusters, with its knee and the chosen number marked.

    Args:
        ks: numbers of clusters, ascending.
        inertias: squared distances of the digits to their centres, summed.
        knee: number of clusters to mark as the knee.
        choice: number of clusters to mark as chosen.
    """
    figure = go.Figure()
    figure.add_scatter(
        x=list(ks),
        y=list(inertias),
        name="Inertia",
        mode="lines+markers",
        line={"color": palette.BLUE, "width": 2.5},
        marker={"size": 7},
        hovertemplate="k = %{x}: %{y:.4s}<extra></extra>",
    )
    if knee is not None:
        figure.add_scatter(
            x=[knee],
            y=[inertias[list(ks).index(knee)]],
            name=f"Knee: k = {knee}",
            mode="markers",
            marker={"color": palette.VERMILION, "symbol": "star", "size": 16},
            hovertemplate=f"The knee: k = {knee}<extra></extra>",
            meta="mark",
        )
        straight = {"x": [ks[0], ks[-1]], "y": [inertias[0], inertias[-1]]}
        figure.add_scatter(
            **straight,
            name="Straight from first to last",
            mode="lines",
            line={"color": FAINT, "dash": "dash", "width": 1.5},
            hoverinfo="skip",
            meta="mark",
        )
    _mark_chosen(figure, choice, ks)
    figure.update_xaxes(title="Number of groups (k)")
    figure.update_yaxes(title="Inertia", rangemode="tozero")
    alt = "No number of groups has been tried yet."
    if ks:
        alt = (
            f"Inertia for {len(ks)} numbers of groups: from {number(inertias[0])} at k = {ks[0]} "
            f"to {number(inertias[-1])} at k = {ks[-1]}."
        )
        alt += f" The knee is at k = {knee}." if knee is not None else " There is no knee."
    return finish(figure, alt, height=360)


def cluster_errors(
    ks: Sequence[int],
    errors: Mapping[str, Sequence[float]],
    *,
    choice: int | None = None,
) -> go.Figure:
    """Share of misread digits over the number of clusters: one line per name.

    Args:
        ks: numbers of clusters, ascending.
        errors: one share from 0 to 1 per number of clusters by name, such as "Test digits".
        choice: number of clusters to mark as chosen.
    """
    figure = go.Figure()
    colours = (palette.ORANGE, palette.BLUE)
    for index, (name, values) in enumerate(errors.items()):
        figure.add_scatter(
            x=list(ks),
            y=[100 * value for value in values],
            name=plain(name),
            mode="lines+markers",
            line={"color": colours[index % 2], "dash": DASHES[index], "width": 2.5},
            marker={"symbol": MARKERS[index], "size": 7},
            hovertemplate="%{y:.2f} %",
        )
    _mark_chosen(figure, choice, ks)
    figure.update_xaxes(title="Number of groups (k)")
    figure.update_yaxes(title="Misread", ticksuffix=" %", rangemode="tozero")
    figure.update_layout(hovermode="x unified")
    parts = [
        f"{name} from {percent(values[0], 1)} at k = {ks[0]} "
        f"to {percent(values[-1], 1)} at k = {ks[-1]}"
        for name, values in errors.items()
        if len(values)
    ]
    return finish(figure, f"Digits misread: {'; '.join(parts) or 'none tried yet'}.", height=360)


def _mark_chosen(figure: go.Figure, choice: int | None, ks: Sequence[int]) -> None:
    if choice is not None and ks and ks[0] <= choice <= ks[-1]:
        figure.add_vline(choice, line={"color": FAINT, "dash": "dot", "width": 1.5})
