"""The runs of a sweep beside each other."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.figures.base import finish, line_styles, plain


def sweep_curves(
    runs: Mapping[str, Sequence[float]], best: str | None = None, *, log: bool = False
) -> go.Figure:
    """Validation loss over the epochs, a line for each run by its label, the best one thicker.

    Args:
        runs: for each label the loss after epoch 1, 2, ...; a run may have none yet.
        best: the label of the run to be marked.
        log: a logarithmic scale, which leaves out values of zero and below.
    """
    figure = go.Figure()
    for (label, losses), look in zip(runs.items(), line_styles(len(runs)), strict=True):
        marked = label == best
        look["line"]["width"] = 5 if marked else 2
        figure.add_scatter(
            x=list(range(1, len(losses) + 1)),
            y=[None if log and loss <= 0 else loss for loss in losses],
            name=plain(f"★ {label} (best)" if marked else label),
            mode="lines+markers",
            opacity=1 if marked or best is None else 0.75,
            hovertemplate="%{y:.5g}",
            **look,
        )
    figure.update_xaxes(title="Epoch (one pass over the training images)", tickformat=",d")
    figure.update_yaxes(title="Validation loss", type="log" if log else "linear")
    figure.update_layout(hovermode="x unified")
    ended = [f"{label} {losses[-1]:.4g}" for label, losses in runs.items() if losses]
    words = f"Validation loss of {len(runs)} runs, at last: {'; '.join(ended) or 'none yet'}."
    return finish(figure, words + (f" The best is {best}." if best else ""), height=420)
