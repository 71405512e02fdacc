"""The intermediate layout of a projection that is being computed."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from core.figures import palette
from core.figures.style import finish
from core.text.numbers import quantity


def layout_so_far(
    xy: NDArray[np.float32], labels: NDArray[np.uint8], iteration: int, digits: int
) -> go.Figure:
    """Points (N, 2) coloured by class, without axes because no position is final.

    ``digits`` is the number of points of the whole layout, of which ``xy`` may be a sample.
    """
    names = len(palette.CLASSES)
    edges = np.repeat(np.arange(names + 1) / names, 2)[1:-1]
    scale = [[edge, palette.CLASSES[index // 2]] for index, edge in enumerate(edges)]
    figure = go.Figure(
        go.Scattergl(
            x=xy[:, 0],
            y=xy[:, 1],
            mode="markers",
            marker={
                "color": labels.astype(np.float32) + 0.5,
                "colorscale": scale,
                "cmin": 0,
                "cmax": names,
                "size": 4,
                "opacity": 0.7,
            },
            hoverinfo="skip",
        )
    )
    which = f"{len(xy):,} of the" if len(xy) < digits else "All"
    alt = f"{which} {digits:,} digits after {quantity(iteration, 'iteration')}, coloured by class."
    finish(figure, alt, height=360, legend=False)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, scaleanchor="x")
    return figure
