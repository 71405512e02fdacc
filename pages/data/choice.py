"""Data: the data set that the screen has open, in the session and in the page's address."""

import streamlit as st

from core import data
from core.data.catalogue import Entry
from core.data.library import is_complete
from core.text.numbers import number, quantity
from pages.shared.choices import dataset
from pages.shared.literal import literal

OPEN = "set"  # the key of the open data set
NOTICE = "data"
NEXT = "screen to explore a data set on"


def restore() -> str | None:
    """Name of the open data set, from this visit or the address; None if all are shown."""
    state, params = st.session_state, st.query_params
    if OPEN not in state:
        linked = params.get(OPEN)
        state[OPEN] = linked
        if linked and not data.is_known(linked):
            st.info(literal(f"The link asks for {linked}, which is not available."))
    if state[OPEN] is None or not data.is_known(state[OPEN]):  # perhaps deleted meanwhile
        state[OPEN] = None
    if state[OPEN] is None:
        params.pop(OPEN, None)
    elif params.get(OPEN) != state[OPEN]:
        params[OPEN] = state[OPEN]
    name: str | None = state[OPEN]
    return name


def close() -> None:
    """Go back from a data set to all of them."""
    st.session_state[OPEN] = None


def explore(name: str, screen: str) -> None:
    """Choose a data set for all screens; `go_on` then opens one of them."""
    dataset.choose_name(name)
    st.session_state[NEXT] = screen


def go_on() -> None:
    """Open the screen that `explore` has chosen, if any."""
    if screen := st.session_state.pop(NEXT, None):
        st.switch_page(f"{screen}/page.py", query_params=dataset.parameters())


def classes_text(entry: Entry) -> str:
    """Number of classes in words: ``10 classes`` or ``no classes``."""
    count = len(entry.classes)
    return quantity(count, "class", "classes") if count else "no classes"


def size_text(entry: Entry) -> str:
    """Number of pictures: ``70,000 pictures``, or for a sample ``1,000 of 70,000 pictures``."""
    if data.is_local(entry.name) and not is_complete(entry.name):
        return f"{number(len(data.load(entry.name)))} of {number(entry.total)} pictures"
    return quantity(entry.total, "picture")
