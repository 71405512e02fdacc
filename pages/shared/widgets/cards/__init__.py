"""Cards with a picture, a title and a sentence; a visitor chooses one of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from core.text.numbers import unbroken
from pages.shared import widgets

_mount = widgets.register(Path(__file__).parent)


@dataclass(frozen=True)
class Card:
    """One of the cards to choose from."""

    id: str
    title: str
    text: str = ""
    small: str = ""
    """A detail below the text, such as a time or a file's name."""
    picture: str = ""
    """A PNG as a ``data:`` URI; empty without a picture."""
    caption: str = ""
    """What the picture shows, for the eye and for screen readers."""
    instead: str = ""
    """Text in the picture's place while there is none, such as how to get it."""


def choose_card(cards: Sequence[Card], *, key: str, into: str, label: str) -> None:
    """Show the cards; a click writes the id of a card to ``st.session_state[into]``.

    ``label`` says to screen readers what is chosen.
    """
    state = st.session_state

    def choose() -> None:
        state[into] = state[key].choice

    _mount(
        key=key,
        data={
            "cards": [
                {name: unbroken(text) for name, text in asdict(card).items()} for card in cards
            ],
            "chosen": state.get(into),
            "label": label,
        },
        on_choice_change=choose,
    )
