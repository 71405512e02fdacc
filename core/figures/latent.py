"""Latent numbers: how well digits are given back over how many, and how far two of them reach."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from core.evaluation.latent_sizes import Reach, Sized
from core.figures import palette
from core.figures.base import FAINT, finish, plain
from core.text.numbers import percent

LOOKS = {
    "convolutional": (palette.BLUE, "circle"),
    "dense": (palette.ORANGE, "square"),
    "variational": (palette.PURPLE, "diamond"),
    "linear": (palette.GREEN, "cross"),
    "contrastive": (palette.VERMILION, "triangle-up"),
}


def latent_sizes(models: Sequence[Sized], pca: ArrayLike, largest: int) -> go.Figure:
    """Squared error per digit over the latent numbers: PCA as a line, each autoencoder a marker.

    Args:
        models: those of the store.
        pca: error of a principal component analysis of 0, 1, 2, ... numbers.
        largest: the right end of the axis, in latent numbers.
    """
    best = np.asarray(pca, np.float64)[1 : largest + 1].tolist()
    figure = go.Figure()
    figure.add_scatter(
        x=list(range(1, len(best) + 1)),
        y=best,
        name="PCA: the best that a line can do",
        mode="lines",
        line={"color": palette.GREY, "dash": "dash", "width": 2.5},
        hovertemplate="PCA, %{x} numbers: %{y:.2f}<extra></extra>",
    )
    for kind, (colour, marker) in LOOKS.items():
        for denoising in (False, True):
            chosen = [m for m in models if m.kind == kind and m.denoising == denoising]
            if not chosen:
                continue
            figure.add_scatter(
                x=[m.latent for m in chosen],
                y=[m.error for m in chosen],
                text=[plain(m.name) for m in chosen],
                name=f"{kind.capitalize()}, trained to denoise" if denoising else kind.capitalize(),
                mode="markers",
                marker={
                    "color": colour,
                    "symbol": f"{marker}-open" if denoising else marker,
                    "size": 12,
                    "line": {"width": 2, "color": colour},
                },
                hovertemplate="%{text}: %{x} numbers, squared error %{y:.2f}<extra></extra>",
            )
    figure.update_xaxes(
        title="Latent numbers",
        type="log",
        tickvals=[1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    )
    figure.update_yaxes(title="Squared error per digit", type="log", tickvals=[1, 2, 5, 10, 20, 50])
    beaten = [m for m in models if m.latent <= len(best) and m.error < best[m.latent - 1]]
    words = (
        f"{len(beaten)} of {len(models)} autoencoders give digits back better than PCA with as "
        "many numbers."
    )
    if beaten:
        most = max(beaten, key=lambda m: best[m.latent - 1] / m.error)
        ratio = best[most.latent - 1] / most.error
        words += f" The most: {most.name}, with an error {ratio:.1f} times smaller."
    return finish(figure, words, height=440)


def latent_reach(found: Sequence[Reach]) -> go.Figure:
    """From the lowest to the highest value of each latent number, a line each, by autoencoder."""
    figure = go.Figure()
    for one in found:
        colour, marker = LOOKS[one.kind]
        for index, (low, high) in enumerate(zip(one.low, one.high, strict=True)):
            figure.add_scatter(
                x=[low, high],
                y=[f"{plain(one.name)}: {('first', 'second')[index]}"] * 2,
                name=plain(one.name),
                mode="lines+markers",
                line={"color": colour, "width": 4},
                marker={"color": colour, "symbol": marker, "size": 9},
                hovertemplate="%{x:.2f}",
            )
    for edge in (-4, 4):
        figure.add_vline(edge, line={"color": FAINT, "dash": "dot", "width": 1.5})
    figure.update_xaxes(title="Value of the latent number over the test digits")
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    told = [
        f"{one.name} from {min(one.low):.1f} to {max(one.high):.1f}, "
        f"{percent(one.within_4, 2)} of the digits within ±4"
        for one in found
    ]
    height = 110 + 34 * sum(len(one.low) for one in found)
    return finish(figure, f"{'; '.join(told)}.", height=height, legend=False)
