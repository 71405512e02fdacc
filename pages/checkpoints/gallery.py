"""Checkpoints: the store as cards, each with a picture of what the network does."""

from collections.abc import Sequence

import streamlit as st

from core.checkpoints.descriptions import Row
from core.text.numbers import sentence_case
from pages.checkpoints.table import CHOICE
from pages.shared.choices import model_choice
from pages.shared.parts.demonstrations import picture_of
from pages.shared.widgets.cards import Card, choose_card

STEP = 24  # cards at first, and with each press of the button
SHOWN = "cards shown"  # the key of their number in the session


def show(rows: Sequence[Row]) -> None:
    """A card per checkpoint; a click on one chooses it."""
    count = st.session_state.get(SHOWN, STEP)
    choose_card(
        [_card(row) for row in rows[:count]], key="gallery", into=CHOICE, label="Checkpoints"
    )
    left = len(rows) - count
    if left > 0:
        st.button(
            f"Show {left} more" if left <= STEP else f"Show {STEP} more of {left:,}",
            key="more cards",
            icon=":material/expand_more:",
            on_click=_show_more,
        )


def _show_more() -> None:
    st.session_state[SHOWN] = st.session_state.get(SHOWN, STEP) + STEP


def _card(row: Row) -> Card:
    picture, caption = picture_of(row.name)
    plain = model_choice.plain_title(row.name)
    figure = sentence_case(row.figure)
    text = figure if plain == row.title else f"{row.title}. {figure}".rstrip(" .")
    return Card(row.name, plain, text, row.name, picture, caption)
