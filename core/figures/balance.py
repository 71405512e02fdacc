"""Number of images of each class in a data set."""

from collections.abc import Sequence

import plotly.graph_objects as go

from core.figures import palette
from core.figures.style import bar_style, finish, plain

HEIGHT = 300  # pixels


def class_counts(
    classes: Sequence[str], train: Sequence[int], test: Sequence[int], *, height: int = HEIGHT
) -> go.Figure:
    """Stacked bars of the training and test images of each class; ``height`` in pixels."""
    figure = go.Figure()
    names = [plain(name) for name in classes]
    for index, (part, counts) in enumerate((("Training", train), ("Test", test))):
        figure.add_bar(
            x=names,
            y=list(counts),
            name=part,
            marker=bar_style((palette.BLUE, palette.ORANGE)[index], index),
            hovertemplate="%{y:,}",
        )
    # Plotly would otherwise read names that look like numbers, such as digits, as numbers.
    figure.update_xaxes(type="category", showgrid=False)
    figure.update_yaxes(title="Pictures", rangemode="tozero", separatethousands=True)
    figure.update_layout(barmode="stack", bargap=0.25, hovermode="x unified")
    return finish(figure, _alt(classes, train, test), height=height)


def _alt(classes: Sequence[str], train: Sequence[int], test: Sequence[int]) -> str:
    sums = [one + other for one, other in zip(train, test, strict=True)]
    least, most = min(sums), max(sums)
    if least == most:
        return f"Pictures per class: {most:,} of each of the {len(classes):,}."
    low, high = classes[sums.index(least)], classes[sums.index(most)]
    return f"Pictures per class: most of {high} ({most:,}), fewest of {low} ({least:,})."
