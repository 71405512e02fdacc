"""A chart with its description, its data as a table and how to read it."""

from typing import Any, Literal

import plotly.graph_objects as go
import streamlit as st

from core import figures
from core.text.numbers import unbroken
from pages.shared.choices.dataset import shows_digits, worded
from pages.shared.frame.stage import for_stage
from pages.shared.literal import literal

Format = Literal["png", "svg"]
FORMATS: tuple[Format, ...] = ("png", "svg")
FORMAT = "picture"  # the key of the chosen format


def choose_chart_format() -> None:
    """Choose the format in which the camera button of every chart on the page saves."""
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
    of_mnist: bool = False,
    **options: Any,
) -> Any:
    """Show a figure with its description, its data as CSV and how to read it.

    Args:
        figure: a figure of `core.figures`, which carries its description.
        name: name of the files that can be saved.
        how: explanation in plain words, as Markdown.
        key: text that distinguishes two charts with the same name.
        table: whether to offer the data as CSV.
        of_mnist: whether the figure is about MNIST, whatever data set is chosen.
        options: passed to ``st.plotly_chart``, whose return value this returns.
    """
    alt = figures.alt_text(figure)
    if not of_mnist:
        figure, alt = _worded(figure), worded(alt)
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
        explain(how, of_mnist=of_mnist)
    return event


def _worded(figure: go.Figure) -> go.Figure:
    """The figure with the noun of the chosen data set in its titles, legend and tips."""
    if shows_digits():
        return figure
    own = go.Figure(figure)
    for axes in (own.for_each_xaxis, own.for_each_yaxis):
        axes(lambda axis: axis.update(title_text=worded(axis.title.text or "")))
    own.for_each_annotation(lambda note: note.update(text=worded(note.text or "")))

    def word_trace(trace: Any) -> None:
        for field in ("name", "hovertemplate"):
            if isinstance(getattr(trace, field, None), str):
                trace.update({field: worded(trace[field])})

    own.for_each_trace(word_trace)
    return own


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


def explain(how: str, *, of_mnist: bool = False) -> None:
    """An expander that says how to read what is above it; ``of_mnist`` as for `chart`."""
    with st.expander("How to read this"):
        st.markdown(unbroken(how) if of_mnist else worded(how))
