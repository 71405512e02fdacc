"""The choice of one digit of a data set."""

from collections.abc import Callable

import streamlit as st

from core.data import Dataset, lookup
from pages.shared.choices.dataset import worded
from pages.shared.frame.stage import pixels


def choose_digit(
    dataset: Dataset,
    key: str,
    extra_controls: Callable[[], None] = lambda: None,
) -> int:
    """Show controls for one image, by class, at random or by row; return its row id.

    The row is in ``st.session_state[key]``, where callbacks of other controls may set it. The row
    and the class are in the page's address. ``extra_controls`` draws more controls beside the row.
    """
    state = st.session_state
    low, high = int(dataset.rows[0]), int(dataset.rows[-1])
    if key not in state and key not in st.query_params:
        state[key] = int(dataset.rows[dataset.train])
    test = dataset.split("test")

    def draw_another() -> None:
        name = state.get(f"{key}_class")
        label = None if name is None else dataset.classes.index(name)
        state[key] = lookup.random_row(test, label, state[key])

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if dataset.classes:
            st.pills(
                "Class",
                dataset.classes,
                key=f"{key}_class",
                bind="query-params",
                wrap=True,
                on_change=draw_another,
                help=worded(
                    "Shows a test digit of this class. Press it again to allow every class."
                ),
            )
        st.button(
            worded("Another digit"),
            key=f"{key}_another",
            icon=":material/casino:",
            on_click=draw_another,
            help=worded("Draws a test digit at random, of the chosen class if there is one."),
        )
    with (
        st.expander(worded("More about the digit"), key=f"{key}_more"),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        st.number_input(
            "Row",
            low,
            high,
            key=key,
            bind="query-params",
            width=pixels(150),
            help=worded(
                f"The digit's number in {dataset.title}. The test set starts at row "
                f"{int(test.rows[0])}."
            ),
        )
        extra_controls()
    return int(state[key])
