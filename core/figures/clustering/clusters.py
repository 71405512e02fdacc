"""Clusters: the purity of each, and their digits on a map."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.figures import palette
from core.figures.style import FAINT, bar_style, finish, plain
from core.text.numbers import percent, quantity, with_article

GREY_POINT = "rgba(128,128,128,0.25)"


def purity_bars(
    purity: NDArray[np.float64],
    sizes: NDArray[np.int64],
    cluster_classes: NDArray[np.int64],
    classes: Sequence[str],
    *,
    impure_below: float,
) -> go.Figure:
    """Purity of each cluster, the purest first; those below ``impure_below`` in another colour.

    Args:
        purity: share of a cluster's digits that are of its class; NaN omits an empty cluster.
        sizes: digits in each cluster.
        cluster_classes: the class that each cluster stands for.
        classes: names of the classes.
        impure_below: a limit from 0 to 1, drawn as a line.
    """
    places = np.flatnonzero(np.isfinite(purity))
    order = places[np.argsort(-purity[places], kind="stable")]
    figure = go.Figure()
    wrong = percent(1 - impure_below)
    groups = (
        ("Mostly one class", purity[order] >= impure_below, palette.BLUE),
        (f"More than {wrong} wrong", purity[order] < impure_below, palette.VERMILION),
    )
    for index, (name, members, colour) in enumerate(groups):
        if not members.any():
            continue
        figure.add_bar(
            x=np.flatnonzero(members) + 1,
            y=100 * purity[order[members]],
            name=name,
            marker=bar_style(colour, index),
            customdata=[
                (int(cluster), plain(classes[cluster_classes[cluster]]), int(sizes[cluster]))
                for cluster in order[members]
            ],
            hovertemplate="Group %{customdata[0]} stands for %{customdata[1]}:<br>%{y:.1f} % of "
            "its %{customdata[2]:,} digits<extra></extra>",
        )
    figure.add_hline(100 * impure_below, line={"color": FAINT, "dash": "dot", "width": 1.5})
    figure.update_xaxes(title="Groups (clusters), the purest first", showgrid=False)
    figure.update_yaxes(title="Digits of its class (purity)", ticksuffix=" %", range=[0, 101])
    figure.update_layout(bargap=0.05)
    impure = int((purity[places] < impure_below).sum())
    pure = int((purity[places] == 1).sum())
    alt = (
        f"Purity of {quantity(len(places), 'group')}. Of one class alone: {pure:,}. With more than "
        f"{wrong} of their digits of other classes: {impure:,}."
    )
    return finish(figure, alt, height=320, legend=impure > 0)


def cluster_map(
    xy: NDArray[np.float32],
    clusters: NDArray[np.int64],
    cluster_classes: NDArray[np.int64],
    labels: NDArray[np.integer],
    classes: Sequence[str],
    axes: tuple[str, str],
    *,
    highlight: int | None = None,
) -> go.Figure:
    """Each digit at its position on a map, coloured by the class that its cluster stands for.

    Without classes, each digit has the colour of its cluster.

    Args:
        xy: float32 (N, 2); digits without a finite position are omitted.
        clusters: the cluster of each digit, int (N,).
        cluster_classes: the class that each cluster stands for, int (k,).
        labels: the true class of each digit, int (N,).
        classes: names of the classes; empty if there are none.
        axes: titles of the two axes.
        highlight: a cluster to show in colour while all others turn grey.
    """
    figure = go.Figure()
    visible: NDArray[np.bool_] = np.asarray(np.isfinite(xy).all(axis=1))
    summary = f"{quantity(int(visible.sum()), 'digit')} of "
    summary += quantity(len(np.unique(clusters)), "group")
    if not classes:
        _add_groups(figure, xy, clusters, visible, highlight)
        inside = int((clusters == highlight).sum())
        alt = (
            f"{summary}."
            if highlight is None
            else f"Group {highlight}: {inside:,} of {len(clusters):,} digits."
        )
    elif highlight is None:
        class_of = cluster_classes[clusters]
        hover = np.array(
            [
                f"group {cluster}, {with_article(plain(classes[label]))}"
                for cluster, label in zip(clusters, labels, strict=True)
            ]
        )
        for index, name in enumerate(classes):
            colour = palette.CLASSES[index % len(palette.CLASSES)]
            _add_points(figure, xy, visible & (class_of == index), name, colour, 4, hover=hover)
        alt = f"{summary}, in the colours of their classes."
    else:
        own = int(cluster_classes[highlight])
        inside = clusters == highlight
        right = inside & (labels == own)
        hover = np.array([with_article(plain(classes[label])) for label in labels])
        _add_points(figure, xy, visible & ~inside, "Other groups", GREY_POINT, 3)
        name = f"Group {highlight}: {classes[own]}"
        _add_points(figure, xy, visible & right, name, palette.CLASSES[own], 8, hover=hover)
        name = f"Group {highlight}, of another class"
        wrong = visible & inside & ~right
        _add_points(figure, xy, wrong, name, palette.VERMILION, 8, symbol="x", hover=hover)
        alt = (
            f"Group {highlight} stands for {classes[own]}: {int(inside.sum()):,} of "
            f"{len(clusters):,} digits, {int(right.sum()):,} of them of that class."
        )
    figure.update_xaxes(title=plain(axes[0]))
    figure.update_yaxes(title=plain(axes[1]))
    figure.update_layout(legend_itemsizing="constant")
    return finish(figure, alt, height=560).update_layout(dragmode="zoom")


def _add_groups(
    figure: go.Figure,
    xy: NDArray[np.float32],
    clusters: NDArray[np.int64],
    visible: NDArray[np.bool_],
    highlight: int | None,
) -> None:
    """Add each cluster's digits in its own colour, or one cluster in colour and others in grey."""
    shown = np.unique(clusters).tolist() if highlight is None else [highlight]
    if highlight is not None:
        _add_points(figure, xy, visible & (clusters != highlight), "Other groups", GREY_POINT, 3)
    for cluster in shown:
        colour = palette.CLASSES[cluster % len(palette.CLASSES)]
        size = 4 if highlight is None else 8
        _add_points(figure, xy, visible & (clusters == cluster), f"Group {cluster}", colour, size)


def _add_points(
    figure: go.Figure,
    xy: NDArray[np.float32],
    members: NDArray[np.bool_],
    name: str,
    colour: str,
    size: int,
    *,
    symbol: str = "circle",
    hover: NDArray[np.str_] | None = None,
) -> None:
    if not members.any():
        return
    figure.add_scattergl(
        x=xy[members, 0],
        y=xy[members, 1],
        name=plain(name),
        mode="markers",
        marker={"color": colour, "size": size, "symbol": symbol},
        text=None if hover is None else hover[members],
        hovertemplate="%{text}<extra></extra>" if hover is not None else None,
        hoverinfo=None if hover is not None else "skip",
    )
