"""Figures of what ``make reproduce`` measured: ours beside the literature's."""

from collections.abc import Mapping, Sequence
from statistics import fmean

import plotly.graph_objects as go

from core.figures import palette
from core.figures.base import finish, line_styles, plain


def error_over_size(
    sizes: Sequence[int],
    series: Mapping[str, Sequence[float]],
) -> go.Figure:
    """Squared error per digit over the numbers in the latent, a line for each kind of encoder.

    Both axes are logarithmic, so that an equal distance is an equal ratio.

    Args:
        sizes: numbers in the latent, ascending.
        series: a name to one error for each size, summed over the pixels of a digit.
    """
    figure = go.Figure()
    for (name, errors), look in zip(series.items(), line_styles(len(series)), strict=True):
        figure.add_scatter(
            x=list(sizes),
            y=list(errors),
            name=plain(name),
            mode="lines+markers",
            hovertemplate="%{y:.2f}",
            **look,
        )
    figure.update_xaxes(
        title="Numbers in the latent", type="log", tickvals=list(sizes), ticktext=list(sizes)
    )
    figure.update_yaxes(title="Squared error per digit", type="log", dtick="D2")
    figure.update_layout(hovermode="x unified")
    told = "; ".join(
        f"{name} from {errors[0]:.1f} to {errors[-1]:.1f}" for name, errors in series.items()
    )
    words = f"Squared error per digit for {sizes[0]} to {sizes[-1]} numbers in the latent: {told}."
    return finish(figure, words, height=380)


def seeds_compared(
    seeds: Sequence[int], cases: Mapping[str, Sequence[float]], *, title: str
) -> go.Figure:
    """Figures of two or more cases, seed by seed; a line joins what has the same seed.

    Args:
        seeds: one for each figure of a case.
        cases: a name to one figure for each seed, shares from 0 to 1.
        title: what the figures are; shown in per cent.
    """
    figure = go.Figure()
    names = [plain(name) for name in cases]
    looks = line_styles(len(seeds))
    for position, (seed, look) in enumerate(zip(seeds, looks, strict=True)):
        look["line"]["width"] = 1.5
        figure.add_scatter(
            x=names,
            y=[100 * values[position] for values in cases.values()],
            name=f"seed {seed}",
            mode="lines+markers",
            hovertemplate="%{y:.2f} %",
            **look,
        )
    means = {name: 100 * fmean(values) for name, values in cases.items()}
    figure.add_scatter(
        x=names,
        y=list(means.values()),
        name="mean",
        mode="markers",
        marker={"symbol": "line-ew-open", "size": 42, "line": {"width": 4, "color": palette.GREY}},
        hovertemplate="%{y:.2f} %",
    )
    figure.update_xaxes(type="category", range=[-0.4, len(names) - 0.6])
    figure.update_yaxes(title=f"{title}, %")
    told = ", ".join(f"{name} {mean:.2f} %" for name, mean in means.items())
    return finish(figure, f"{title}, mean over {len(seeds)} seeds: {told}.", height=380)


def settling_curves(cases: Mapping[str, Sequence[Sequence[float]]], *, title: str) -> go.Figure:
    """A figure over the epochs for each run of each case, the runs of a case in one look.

    Args:
        cases: a name to its runs, each a share from 0 to 1 after epoch 1, 2, ...
        title: what the figures are; shown in per cent on a logarithmic axis.
    """
    figure = go.Figure()
    for (name, runs), look in zip(cases.items(), line_styles(len(cases)), strict=True):
        for number, values in enumerate(runs):
            figure.add_scatter(
                x=list(range(1, len(values) + 1)),
                y=[100 * value if value > 0 else None for value in values],
                name=plain(name),
                legendgroup=name,
                showlegend=number == 0,
                mode="lines",
                line={**look["line"], "width": 1.5},
                opacity=0.8,
                hovertemplate="%{y:.2f} %",
            )
    figure.update_xaxes(title="Epoch")
    figure.update_yaxes(title=f"{title}, %", type="log", dtick="D2")
    ends = ", ".join(
        f"{name} {100 * fmean(run[-1] for run in runs):.2f} %" for name, runs in cases.items()
    )
    return finish(figure, f"{title} over the epochs; at the end on average {ends}.", height=380)


def bars_beside_source(
    names: Sequence[str], ours: Sequence[float], source: Sequence[float | None], *, title: str
) -> go.Figure:
    """Ours beside what the source reports, a pair of bars for each name; lower is better.

    Args:
        names: what was measured.
        ours: shares from 0 to 1.
        source: the same by the source; None where it tells nothing.
        title: what the figures are; shown in per cent.
    """
    figure = go.Figure()
    pairs = (("This project", ours, palette.BLUE, ""), ("The source", source, palette.ORANGE, "/"))
    for label, values, colour, pattern in pairs:
        figure.add_bar(
            y=[plain(name) for name in names],
            x=[None if value is None else 100 * value for value in values],
            name=label,
            orientation="h",
            text=["" if value is None else f"{100 * value:.1f}" for value in values],
            textposition="outside",
            marker={"color": colour, "pattern": {"shape": pattern, "solidity": 0.3}},
            hovertemplate="%{x:.2f} %",
        )
    figure.update_xaxes(title=f"{title}, %", rangemode="tozero")
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_layout(barmode="group", bargap=0.25)
    told = "; ".join(
        f"{name} {100 * value:.1f} %" + ("" if other is None else f" (source {100 * other:.1f} %)")
        for name, value, other in zip(names, ours, source, strict=True)
    )
    return finish(figure, f"{title}. {told}.", height=120 + 52 * len(names))


def latent_reach(
    models: Sequence[str],
    low: Sequence[Sequence[float]],
    high: Sequence[Sequence[float]],
    std: Sequence[Sequence[float]],
) -> go.Figure:
    """From where to where each latent number goes, and one standard deviation to either side.

    Args:
        models: what the models are called.
        low: for each model the lowest value of each of its numbers.
        high: the highest.
        std: the standard deviation, drawn about the middle of zero.
    """
    figure = go.Figure()
    rows = [
        (f"{plain(name)}, number {index + 1}", *ends)
        for name, *each in zip(models, low, high, std, strict=True)
        for index, ends in enumerate(zip(*each, strict=True))
    ]
    wide, narrow = line_styles(2)
    for label, look, width, part in (
        ("from the lowest to the highest", wide, 3, lambda a, b, s: (a, b)),
        ("one standard deviation to either side of 0", narrow, 9, lambda a, b, s: (-s, s)),
    ):
        for number, (name, *figures) in enumerate(rows):
            figure.add_scatter(
                x=list(part(*figures)),
                y=[name, name],
                mode="lines",
                name=label,
                legendgroup=label,
                showlegend=number == 0,
                line={"color": look["line"]["color"], "width": width},
                hovertemplate="%{x:.2f}",
            )
    for bound in (-4, 4):
        figure.add_vline(x=bound, line={"dash": "dot", "color": palette.GREY, "width": 1.5})
    figure.update_xaxes(title="Value over the test digits (dotted: ±4)")
    figure.update_yaxes(autorange="reversed", showgrid=False)
    told = "; ".join(f"{name} from {a:.1f} to {b:.1f}" for name, a, b, _ in rows)
    return finish(figure, f"Reach of latent numbers. {told}.", height=120 + 40 * len(rows))
