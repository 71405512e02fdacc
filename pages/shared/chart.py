"""A chart as every page shows it: described, explained, and there to be taken along."""

from typing import Any, Literal

import plotly.graph_objects as go
import streamlit as st

from core import figures

Picture = Literal["png", "svg"]
PICTURES: tuple[Picture, ...] = ("png", "svg")
KEY = "picture"


def choose_chart_format() -> None:
    """The control that says what the camera button of every chart on the page saves."""
    st.segmented_control(
        "Charts save as",
        PICTURES,
        format_func=str.upper,
        default="png",
        required=True,
        key=KEY,
        help="What the camera button of a chart saves: pixels (PNG) or lines (SVG).",
    )


def chart(
    figure: go.Figure,
    name: str,
    how: str = "",
    *,
    key: str = "",
    table: bool = True,
    **more: Any,
) -> Any:
    """Show a figure with its description, its data as CSV and how to read it.

    ``name`` is what its files are called, ``how`` the explanation in plain words, ``key`` sets
    apart two charts of one name, ``table`` says whether its data make a table worth having, and
    ``more`` goes to ``st.plotly_chart``, whose answer this returns.
    """
    alt = figures.alt_text(figure)
    picture: Picture = st.session_state.get(KEY) or "png"
    config = figures.config(f"latent-lab-{name}", picture)
    event = st.plotly_chart(figure, key=f"{name}{key}", config=config, alt=alt, **more)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(alt)
        if table:
            csv_button(figures.csv_of(figure), name, key)
    if how:
        explain(how)
    return event


def csv_button(text: str, name: str, key: str = "") -> None:
    """The button that hands out a table."""
    st.download_button(
        "CSV",
        text,
        file_name=f"latent-lab-{name}.csv",
        mime="text/csv",
        key=f"csv_{name}{key}",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
        help="The numbers of this chart as a table.",
    )


def explain(how: str) -> None:
    """What a reader needs to know to read what stands above."""
    with st.expander("How to read this"):
        st.markdown(how)
