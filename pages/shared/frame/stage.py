"""Whether the screen is on the stage, and charts in its type.

`widgets/toolbar/stage.js` does the rest.
"""

import plotly.graph_objects as go
import streamlit as st

from core.figures import enlarge

TOOLBAR = "toolbar"  # the key of the widget that enters and leaves the stage


def on_stage() -> bool:
    """Whether the page runs for the stage: by its button or key, else by its address."""
    state = st.session_state.get(TOOLBAR) or {}
    presenting = state.get("presenting")
    return st.query_params.get("present") == "1" if presenting is None else bool(presenting)


def for_stage(figure: go.Figure) -> go.Figure:
    """The figure, in large type if the screen is on the stage."""
    return enlarge(figure) if on_stage() else figure
