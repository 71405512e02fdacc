"""Whether the screen is shown on the stage, and charts in the stage's large type.

`widgets/toolbar/stage.js` does the rest.
"""

import plotly.graph_objects as go
import streamlit as st

from core.figures import enlarge

TOOLBAR = "toolbar"  # the key of the widget that enters and leaves the stage


def on_stage() -> bool:
    """Whether the stage is on: by the toolbar's button or key, else by the address."""
    presenting = _state("presenting")
    return st.query_params.get("present") == "1" if presenting is None else bool(presenting)


def page_scale() -> float:
    """How many times larger than on a laptop the browser's window draws the page."""
    return float(_state("scale") or 1)


def pixels(width: int) -> int:
    """The width in this window of a control that has ``width`` pixels on a laptop.

    It grows with the control's letters.
    """
    return round(width * page_scale())


def for_stage(figure: go.Figure) -> go.Figure:
    """The figure, in large type if the screen is on the stage or its window is large."""
    if on_stage():
        return enlarge(figure)
    scale = page_scale()
    return figure if scale == 1 else enlarge(figure, scale, scale)


def _state(field: str) -> bool | float | None:
    """A value that the toolbar in the browser has reported; None before its first report."""
    value: bool | float | None = (st.session_state.get(TOOLBAR) or {}).get(field)
    return value
