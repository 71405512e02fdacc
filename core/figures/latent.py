"""Reconstruction error over the latent size, and the range of latent numbers."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from core.evaluation.autoencoders.latent_sizes import SizedModel
from core.figures import palette
from core.figures.style import FAINT, finish, line_styles, on_lines, plain
from core.text.numbers import percent

LABEL = 26  # letters per line of an axis label, which leaves the plot room on a narrow screen
ORDINALS = ("first", "second", "third", "fourth")
STYLES = {
    "convolutional": (palette.BLUE, "circle"),
    "dense": (palette.ORANGE, "square"),
    "variational": (palette.PURPLE, "diamond"),
    "linear": (palette.GREEN, "cross"),
    "contrastive": (palette.VERMILION, "triangle-up"),
}


def latent_sizes(models: Sequence[SizedModel], pca: ArrayLike, largest: int) -> go.Figure:
    """Squared error per digit over the latent size: PCA as a line, each autoencoder a marker.

    Args:
        models: the autoencoders of the store.
        pca: the error of 0, 1, 2, ... principal components.
        largest: right end of the axis, in latent numbers.
    """
    best = np.asarray(pca, np.float64)[1 : largest + 1].tolist()
    figure = go.Figure()
    figure.add_scatter(
        x=list(range(1, len(best) + 1)),
        y=best,
        name="PCA: the best linear method",
        mode="lines",
        line={"color": palette.GREY, "dash": "dash", "width": 2.5},
        hovertemplate="PCA, %{x} numbers: %{y:.2f}<extra></extra>",
    )
    for kind, (colour, marker) in STYLES.items():
        for denoising in (False, True):
            group = [m for m in models if m.kind == kind and m.denoising == denoising]
            if not group:
                continue
            figure.add_scatter(
                x=[m.latent for m in group],
                y=[m.error for m in group],
                text=[plain(m.name) for m in group],
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
    _set_axes(figure, [2**power for power in range(10)])
    worse = [m for m in models if m.latent <= len(best) and m.error < best[m.latent - 1]]
    alt = (
        f"{len(worse)} of {len(models)} autoencoders reconstruct digits better than PCA with as "
        "many numbers."
    )
    if worse:
        most = max(worse, key=lambda m: best[m.latent - 1] / m.error)
        ratio = best[most.latent - 1] / most.error
        alt += f" The most: {most.name}, with an error {ratio:.1f} times smaller."
    return finish(figure, alt, height=440)


def error_over_size(sizes: Sequence[int], series: Mapping[str, Sequence[float]]) -> go.Figure:
    """Squared error per digit over the latent size: one line per kind of encoder.

    Both axes are logarithmic, so that equal distances are equal ratios.

    Args:
        sizes: latent numbers, ascending.
        series: one error per size by name, summed over the pixels of a digit.
    """
    figure = go.Figure()
    for (name, errors), style in zip(series.items(), line_styles(len(series)), strict=True):
        figure.add_scatter(
            x=list(sizes),
            y=list(errors),
            name=plain(name),
            mode="lines+markers",
            hovertemplate="%{y:.2f}",
            **style,
        )
    _set_axes(figure, sizes)
    figure.update_layout(hovermode="x unified")
    parts = "; ".join(
        f"{name} from {errors[0]:.1f} to {errors[-1]:.1f}" for name, errors in series.items()
    )
    alt = f"Squared error per digit for {sizes[0]} to {sizes[-1]} latent numbers: {parts}."
    return finish(figure, alt, height=380)


def _set_axes(figure: go.Figure, sizes: Sequence[int]) -> None:
    figure.update_xaxes(title="Latent numbers", type="log", tickvals=list(sizes))
    figure.update_yaxes(title="Squared error per digit", type="log", tickvals=[1, 2, 5, 10, 20, 50])


def latent_reach(
    models: Sequence[str],
    low: Sequence[Sequence[float]],
    high: Sequence[Sequence[float]],
    std: Sequence[Sequence[float]],
    within_4: Sequence[float] | None = None,
) -> go.Figure:
    """Range and standard deviation of each latent number over the test digits.

    Args:
        models: names of the models.
        low: for each model the lowest value of each of its latent numbers.
        high: the highest.
        std: the standard deviation, drawn around zero, the mean of the prior.
        within_4: for each model the share of the digits with all numbers within ±4.
    """
    figure = go.Figure()
    rows = [
        (plain(name), on_lines(f"{name}: {ORDINALS[index]}", LABEL), *values)
        for name, *each in zip(models, low, high, std, strict=True)
        for index, values in enumerate(zip(*each, strict=True))
    ]
    for name, colour, width, mode, ends in (
        (
            "from the lowest to the highest",
            palette.BLUE,
            3,
            "lines+markers",
            lambda a, b, s: [a, b],
        ),
        ("one standard deviation around 0", palette.ORANGE, 10, "lines", lambda a, b, s: [-s, s]),
    ):
        for index, (_, label, *values) in enumerate(rows):
            figure.add_scatter(
                x=ends(*values),
                y=[label, label],
                mode=mode,
                name=name,
                legendgroup=name,
                showlegend=index == 0,
                line={"color": colour, "width": width},
                marker={"size": 9},
                hovertemplate="%{x:.2f}",
            )
    for edge in (-4, 4):
        figure.add_vline(edge, line={"color": FAINT, "dash": "dot", "width": 1.5})
    figure.update_xaxes(title="Value over the test digits (dotted: ±4)")
    figure.update_yaxes(type="category", autorange="reversed", showgrid=False)
    parts = [
        f"{name} from {min(a):.1f} to {max(b):.1f}"
        for name, a, b in zip(models, low, high, strict=True)
    ]
    if within_4 is not None:
        parts = [
            f"{part}, {percent(share, 2)} of the digits within ±4"
            for part, share in zip(parts, within_4, strict=True)
        ]
    alt = f"Range of the latent numbers: {'; '.join(parts)}."
    lines = max((label.count("<br>") + 1 for _, label, *_ in rows), default=1)
    return finish(figure, alt, height=120 + max(34, 20 * lines) * len(rows))
