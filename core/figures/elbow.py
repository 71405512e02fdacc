"""K-means over the number of clusters, and beside what the literature reports."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

import plotly.graph_objects as go

from core.figures import palette
from core.figures.base import DASHES, FAINT, MARKERS, bar_style, finish, plain, whole
from core.text.numbers import percent

LABEL = 22  # letters in a line of a bar's name, which leave the bars room on a narrow screen


def elbow_curve(
    ks: Sequence[int], inertias: Sequence[float], *, knee: int | None, chosen: int | None = None
) -> go.Figure:
    """Inertia over the number of clusters, its knee marked, and the number chosen above.

    Args:
        ks: numbers of clusters, rising.
        inertias: squared distances of the digits to their centres, summed.
        knee: a number of clusters to mark as the knee.
        chosen: a number of clusters to mark as chosen.
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
    _mark_chosen(figure, chosen, ks)
    figure.update_xaxes(title="Number of groups (k)")
    figure.update_yaxes(title="Inertia", rangemode="tozero")
    words = "No number of groups has been tried yet."
    if ks:
        words = (
            f"Inertia for {len(ks)} numbers of groups: from {whole(inertias[0])} at k = {ks[0]} to "
            f"{whole(inertias[-1])} at k = {ks[-1]}."
        )
        words += f" The knee is at k = {knee}." if knee is not None else " There is no knee."
    return finish(figure, words, height=360)


def cluster_errors(
    ks: Sequence[int],
    errors: Mapping[str, Sequence[float]],
    *,
    chosen: int | None = None,
) -> go.Figure:
    """Share of digits misread over the number of clusters, a line for each name.

    ``errors`` are from 0 to 1, such as those of the training and of the test digits.
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
    _mark_chosen(figure, chosen, ks)
    figure.update_xaxes(title="Number of groups (k)")
    figure.update_yaxes(title="Misread", ticksuffix=" %", rangemode="tozero")
    figure.update_layout(hovermode="x unified")
    told = [
        f"{name} from {percent(values[0], 1)} at k = {ks[0]} "
        f"to {percent(values[-1], 1)} at k = {ks[-1]}"
        for name, values in errors.items()
        if len(values)
    ]
    return finish(figure, f"Digits misread: {'; '.join(told) or 'none tried yet'}.", height=360)


def _mark_chosen(figure: go.Figure, chosen: int | None, ks: Sequence[int]) -> None:
    if chosen is not None and ks and ks[0] <= chosen <= ks[-1]:
        figure.add_vline(chosen, line={"color": FAINT, "dash": "dot", "width": 1.5})


def claim_bars(
    titles: Sequence[str], reported: Sequence[float | None], ours: Sequence[float | None]
) -> go.Figure:
    """The literature's errors beside ours, a pair of bars for each clustering.

    The errors are from 0 to 1; None where there is none.
    """
    figure = go.Figure()
    series = (("The source's", reported, palette.GREY), ("Ours", ours, palette.BLUE))
    for index, (name, values, colour) in enumerate(series):
        figure.add_bar(
            y=["<br>".join(wrap(plain(title), LABEL)) for title in titles],
            x=[None if value is None else 100 * value for value in values],
            orientation="h",
            name=name,
            text=["" if value is None else percent(value, 1) for value in values],
            textposition="outside",
            cliponaxis=False,
            marker=bar_style(colour, 1 - index),
            hovertemplate="%{x:.2f} %<extra></extra>",
        )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    most = max((value for value in (*reported, *ours) if value is not None), default=0.1)
    # Room for the figures that stand beyond the bars, on a narrow screen too.
    figure.update_xaxes(title="Test digits misread", ticksuffix=" %", range=[0, 135 * most])
    figure.update_layout(barmode="group", bargap=0.3)
    known = [
        f"{title}: {percent(told, 1)} there, {percent(own, 1)} here"
        for title, told, own in zip(titles, reported, ours, strict=True)
        if told is not None and own is not None
    ]
    words = f"Test digits misread. {'; '.join(known)}." if known else "Nothing to compare yet."
    return finish(figure, words, height=90 + 56 * len(titles))
