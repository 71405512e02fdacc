"""The same value of several cases, seed by seed."""

from collections.abc import Mapping, Sequence
from statistics import fmean

import plotly.graph_objects as go

from core.figures import palette
from core.figures.style import finish, line_styles, plain
from core.text.numbers import percent


def seed_pairs(
    seeds: Sequence[int], cases: Mapping[str, Sequence[float]], *, title: str
) -> go.Figure:
    """Shares of two or more cases in per cent; a line joins the runs with the same seed.

    Args:
        seeds: one per run of a case.
        cases: one share from 0 to 1 per seed, by the name of the case.
        title: what the shares are.
    """
    figure = go.Figure()
    names = [plain(name) for name in cases]
    for index, (seed, style) in enumerate(zip(seeds, line_styles(len(seeds)), strict=True)):
        style["line"]["width"] = 1.5
        figure.add_scatter(
            x=names,
            y=[100 * values[index] for values in cases.values()],
            name=f"seed {seed}",
            mode="lines+markers",
            hovertemplate="%{y:.2f} %",
            **style,
        )
    means = {name: fmean(values) for name, values in cases.items()}
    figure.add_scatter(
        x=names,
        y=[100 * mean for mean in means.values()],
        name="mean",
        mode="markers",
        # An open symbol has the marker's colour, not that of its line.
        marker={"symbol": "line-ew-open", "size": 42, "color": palette.GREY, "line": {"width": 4}},
        hovertemplate="%{y:.2f} %",
    )
    figure.update_xaxes(type="category", range=[-0.4, len(names) - 0.6])
    figure.update_yaxes(title=title, ticksuffix=" %")
    parts = ", ".join(f"{name} {percent(mean, 2)}" for name, mean in means.items())
    return finish(figure, f"{title}, mean over {len(seeds)} seeds: {parts}.", height=380)
