"""A chart with its description, its data as a table and how to read it."""

from typing import Any, Literal

import plotly.graph_objects as go
import streamlit as st

from core import figures
from pages.shared.literal import literal
from pages.shared.stage import for_stage

Format = Literal["png", "svg"]
FORMATS: tuple[Format, ...] = ("png", "svg")
FORMAT = "picture"  # the key of the chosen format


def choose_chart_format() -> None:
    """Choose what the camera button of every chart on the page saves."""
    st.segmented_control(
        "Charts save as",
        FORMATS,
        format_func=str.upper,
        default="png",
        required=True,
        wrap=True,
        key=FORMAT,
        help="What the camera button of a chart saves: pixels (PNG) or lines (SVG).",
    )


def chart(
    figure: go.Figure,
    name: str,
    how: str = "",
    *,
    key: str = "",
    table: bool = True,
    **options: Any,
) -> Any:
    """Show a figure with its description, its data as CSV and how to read it.

    Args:
        figure: a figure of `core.figures`, which carries its description.
        name: the name of the files that can be saved.
        how: an explanation in plain words, as Markdown.
        key: what distinguishes two charts of one name.
        table: whether to offer the data as a table.
        options: passed to ``st.plotly_chart``, whose return value this returns.
    """
    alt = figures.alt_text(figure)
    picture: Format = st.session_state.get(FORMAT) or "png"
    config = figures.config(f"latent-lab-{name}", picture)
    event = st.plotly_chart(
        for_stage(figure), key=f"{name}{key}", config=config, alt=alt, **options
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(literal(alt))
        if table:
            csv_button(figures.csv_of(figure), name, key)
    if how:
        explain(how)
    return event


def csv_button(text: str, name: str, key: str = "") -> None:
    """The button that saves a table as CSV."""
    st.download_button(
        "CSV",
        text,
        file_name=f"latent-lab-{name}.csv",
        mime="text/csv",
        key=f"csv_{name}{key}",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
        help="Saves the numbers as a table.",
    )


def explain(how: str) -> None:
    """How to read what stands above, folded away."""
    with st.expander("How to read this"):
        st.markdown(how)
