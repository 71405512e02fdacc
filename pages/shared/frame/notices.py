"""Sentences that a button's callback leaves for the rerun that follows it.

A callback runs before the page is drawn, so anything it draws would stand above the page.
"""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from core.errors import LatentLabError
from pages.shared.literal import literal

Kind = Literal["error", "success", "caption"]


def keep_for(place: str, text: str, kind: Kind = "error") -> None:
    """Keep a sentence for the next `show` of this place; it replaces an earlier one."""
    st.session_state[f"notice {place}"] = (kind, text)


def show(place: str) -> None:
    """Show the sentence that was left for this place, once."""
    if notice := st.session_state.pop(f"notice {place}", None):
        kind, text = notice
        box = {"error": st.error, "success": st.success, "caption": st.caption}[kind]
        # In a container of its own, which `styles/base.css` keeps in view: the button may be far
        # below it.
        with st.container(key=f"notice_{place}"):
            box(literal(text))


def attempt(place: str, action: Callable[[], object]) -> None:
    """Run a button's action; leave its error for the next `show` of this place."""
    try:
        action()
    except LatentLabError as error:
        keep_for(place, str(error))
