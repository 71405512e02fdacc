"""A network as blocks, from its input on the left to its output on the right."""

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from core.checkpoints.architecture import Layer, Part, Summary, blocks, shape_text
from core.figures import palette
from core.figures.style import finish, plain

STYLES: dict[Part, tuple[str, str]] = {
    "input": ("Image", palette.GREY),
    "encoder": ("Encoder: makes it smaller", palette.BLUE),
    "latent": ("Latent: the bottleneck", palette.ORANGE),
    "decoder": ("Decoder: builds it up again", palette.GREEN),
    "classifier": ("Classifier: decides", palette.PURPLE),
    "output": ("Output", palette.GREY),
}
WIDTH = 0.46  # of a block, with blocks 1 apart
SHORT = {
    "Input image": "input",
    "Output image": "output",
    "Latent (bottleneck)": "latent",
    "Convolution": "convolution",
    "Transposed convolution": "transposed conv.",
}


def network_graph(summary: Summary) -> go.Figure:
    """One block per layer, whose height grows with the number of values of the layer.

    The height is the logarithm of the number of values per image, because on a linear scale a
    bottleneck of two would be invisible beside a feature map of 25,088.
    """
    steps = blocks(summary)
    heights = [math.log2(1 + step.values) for step in steps]
    figure = go.Figure()
    for part, (title, colour) in STYLES.items():
        places = [index for index, step in enumerate(steps) if step.part == part]
        if not places:
            continue
        same_style = part == "output" and summary.task == "reconstruct"
        figure.add_bar(
            x=places,
            y=[heights[index] for index in places],
            base=[-heights[index] / 2 for index in places],
            width=WIDTH,
            name=title,
            legendgroup="image" if same_style or part == "input" else part,
            showlegend=not same_style,
            marker={"color": colour, "line": {"width": 0}, "cornerradius": 3},
            customdata=[_hover(steps[index]) for index in places],
            hovertemplate="%{customdata}<extra></extra>",
        )
    figure.update_layout(shapes=_funnels(heights), barmode="overlay")
    figure.update_xaxes(
        tickvals=list(range(len(steps))),
        ticktext=[_label(step) for step in steps],
        range=[-0.6, len(steps) - 0.4],
        showgrid=False,
        fixedrange=True,
    )
    top = max(heights) / 2 * 1.04
    figure.update_yaxes(visible=False, range=[-top, top], fixedrange=True)
    return finish(figure, _alt(steps), height=380)


def _label(step: Layer) -> str:
    shape = f"{step.values:,}" if len(step.shape) == 1 else shape_text(step.shape)
    return f"<b>{shape}</b><br>{plain(SHORT.get(step.kind, step.kind.lower()))}"


def _hover(step: Layer) -> str:
    lines = [f"<b>{plain(step.kind)}</b>"]
    if step.detail:
        lines.append(plain(step.detail))
    lines.append(f"{shape_text(step.shape)} = {step.values:,} numbers")
    lines.append(f"{step.parameters:,} parameters" if step.parameters else "no parameters")
    return "<br>".join(lines)


def _funnels(heights: Sequence[float]) -> list[dict[str, object]]:
    """Plotly shapes between neighbouring blocks, leading from one to the next."""
    shapes: list[dict[str, object]] = []
    for index in range(len(heights) - 1):
        left, right = index + WIDTH / 2, index + 1 - WIDTH / 2
        a, b = heights[index] / 2, heights[index + 1] / 2
        path = f"M {left},{a} L {right},{b} L {right},{-b} L {left},{-a} Z"
        shapes.append(
            {
                "type": "path",
                "path": path,
                "layer": "below",
                "fillcolor": "rgba(128,128,128,0.16)",
                "line": {"width": 0},
            }
        )
    return shapes


def _alt(steps: Sequence[Layer]) -> str:
    sizes = " to ".join(f"{step.values:,}" for step in steps)
    text = f"The numbers that each layer gives for one image: {sizes}."
    narrowest = min(steps, key=lambda step: step.values)
    if narrowest.part == "latent":
        text += f" The narrowest place, the bottleneck, has {narrowest.values:,}."
    return f"{text} Heights grow with the logarithm of these numbers."
