"""Clusters: how pure each is, and where they lie on a map."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.figures import palette
from core.figures.base import FAINT, bar_style, finish, plain
from core.text.numbers import percent

GREY_POINT = "rgba(128,128,128,0.25)"


def purity_bars(
    purity: NDArray[np.float64],
    sizes: NDArray[np.int64],
    cluster_classes: NDArray[np.int64],
    classes: Sequence[str],
    *,
    impure_below: float,
) -> go.Figure:
    """A bar for each cluster, the purest first, those below ``impure_below`` set apart.

    Args:
        purity: share of each cluster's digits that are of its class; NaN for an empty cluster,
            which is left out.
        sizes: digits in each cluster.
        cluster_classes: the class that each cluster stands for.
        classes: what the classes are called.
        impure_below: from 0 to 1; drawn as a line.
    """
    known = np.flatnonzero(np.isfinite(purity))
    order = known[np.argsort(-purity[known], kind="stable")]
    figure = go.Figure()
    groups = (
        ("Mostly one class", purity[order] >= impure_below, palette.BLUE),
        ("More than 40 % wrong", purity[order] < impure_below, palette.VERMILION),
    )
    for index, (name, chosen, colour) in enumerate(groups):
        if not chosen.any():
            continue
        figure.add_bar(
            x=np.flatnonzero(chosen) + 1,
            y=100 * purity[order[chosen]],
            name=name,
            marker=bar_style(colour, index),
            customdata=[
                (int(cluster), plain(classes[cluster_classes[cluster]]), int(sizes[cluster]))
                for cluster in order[chosen]
            ],
            hovertemplate="Group %{customdata[0]} stands for %{customdata[1]}:<br>%{y:.1f} % of "
            "its %{customdata[2]:,} digits<extra></extra>",
        )
    figure.add_hline(100 * impure_below, line={"color": FAINT, "dash": "dot", "width": 1.5})
    figure.update_xaxes(title="Groups (clusters), the purest first", showgrid=False)
    figure.update_yaxes(title="Digits of its class (purity)", ticksuffix=" %", range=[0, 101])
    figure.update_layout(bargap=0.05)
    few = int((purity[known] < impure_below).sum())
    whole = int((purity[known] == 1).sum())
    words = (
        f"Purity of {len(known):,} groups. Of one class alone: {whole:,}. With more than "
        f"{percent(1 - impure_below)} of their digits of other classes: {few:,}."
    )
    return finish(figure, words, height=320, legend=few > 0)


def cluster_map(
    xy: NDArray[np.float32],
    clusters: NDArray[np.int64],
    cluster_classes: NDArray[np.int64],
    labels: NDArray[np.integer],
    classes: Sequence[str],
    axes: tuple[str, str],
    *,
    highlighted: int | None = None,
) -> go.Figure:
    """Each digit at its place on a map, in the colour of the class that its cluster stands for.

    Args:
        xy: float32 (N, 2).
        clusters: the cluster of each digit, int (N,).
        cluster_classes: the class that each cluster stands for, int (k,).
        labels: the true class of each digit, int (N,).
        classes: what the classes are called.
        axes: what the two numbers are called.
        highlighted: a cluster to show in its colour while all others turn grey.
    """
    figure = go.Figure()
    shown = np.isfinite(xy).all(1)
    named = cluster_classes[clusters]
    if highlighted is not None:
        _add_points(figure, xy, shown & (clusters != highlighted), "Other groups", GREY_POINT, 3)
        inside = shown & (clusters == highlighted)
        own = int(cluster_classes[highlighted])
        for name, chosen, symbol in (
            (f"Group {highlighted}: {classes[own]}", inside & (labels == own), "circle"),
            (f"Group {highlighted}, of another class", inside & (labels != own), "x"),
        ):
            colour = palette.CLASSES[own] if symbol == "circle" else palette.VERMILION
            _add_points(figure, xy, chosen, name, colour, 8, symbol, _words(labels, classes))
    else:
        for index, name in enumerate(classes):
            colour = palette.CLASSES[index % len(palette.CLASSES)]
            told = [
                f"group {cluster}, a {plain(classes[label])}"
                for cluster, label in zip(clusters, labels, strict=True)
            ]
            _add_points(
                figure, xy, shown & (named == index), name, colour, 4, "circle", np.array(told)
            )
    figure.update_xaxes(title=plain(axes[0]))
    figure.update_yaxes(title=plain(axes[1]))
    count = len(np.unique(clusters))
    words = f"{int(shown.sum()):,} digits of {count:,} groups, in the colours of their classes."
    if highlighted is not None:
        own = int(cluster_classes[highlighted])
        inside = clusters == highlighted
        right = int((labels[inside] == own).sum())
        words = (
            f"Group {highlighted} stands for {classes[own]}: {int(inside.sum()):,} of "
            f"{len(clusters):,} digits, {right:,} of them of that class."
        )
    figure.update_layout(legend_itemsizing="constant")
    return finish(figure, words, height=560).update_layout(dragmode="zoom")


def _words(labels: NDArray[np.integer], classes: Sequence[str]) -> NDArray[np.str_]:
    return np.array([f"a {plain(classes[label])}" for label in labels])


def _add_points(
    figure: go.Figure,
    xy: NDArray[np.float32],
    chosen: NDArray[np.bool_],
    name: str,
    colour: str,
    size: int,
    symbol: str = "circle",
    words: NDArray[np.str_] | None = None,
) -> None:
    if not chosen.any():
        return
    figure.add_scattergl(
        x=xy[chosen, 0],
        y=xy[chosen, 1],
        name=plain(name),
        mode="markers",
        marker={"color": colour, "size": size, "symbol": symbol},
        text=None if words is None else words[chosen],
        hovertemplate="%{text}<extra></extra>" if words is not None else None,
        hoverinfo=None if words is not None else "skip",
    )
