"""Whether the screen is on the stage, and charts in its type.

`widgets/toolbar/stage.js` does the rest.
"""

import plotly.graph_objects as go
import streamlit as st

from core.figures import enlarge

TOOLBAR = "toolbar"  # the key of the widget that enters and leaves the stage


def on_stage() -> bool:
    """Whether the page runs for the stage: by its button or key, else by its address."""
    presenting = _state("presenting")
    return st.query_params.get("present") == "1" if presenting is None else bool(presenting)


def page_scale() -> float:
    """How many times larger than on a laptop the browser's window draws the page."""
    return float(_state("scale") or 1)


def pixels(width: int) -> int:
    """The width of a control that has ``width`` pixels on a laptop: its letters grow too."""
    return round(width * page_scale())


def for_stage(figure: go.Figure) -> go.Figure:
    """The figure, in large type if the screen is on the stage or its window is large."""
    if on_stage():
        return enlarge(figure)
    scale = page_scale()
    return figure if scale == 1 else enlarge(figure, scale, scale)


def _state(field: str) -> bool | float | None:
    """What the browser has said of itself; None until it has."""
    value: bool | float | None = (st.session_state.get(TOOLBAR) or {}).get(field)
    return value
