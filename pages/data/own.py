"""Data: delete data sets that people have added, and list damaged ones."""

import streamlit as st

from core.data import own
from core.data.own import OwnFile
from core.errors import LatentLabError
from core.text.numbers import file_size
from pages.data import choice
from pages.shared.access import changes
from pages.shared.frame import notices
from pages.shared.literal import literal


def show_delete(name: str) -> None:
    """The button that deletes a data set after a confirmation, or why it cannot be deleted.

    Shows nothing for a data set of the catalogue.
    """
    file = next((file for file in own.files() if file.name == name), None)
    if file is None:
        return
    reason = changes.to_datasets().deletion_refusal(file)
    pressed = st.button(
        "Delete …",
        key=f"delete_{name}",
        icon=":material/delete:",
        disabled=bool(reason),
        help=literal(reason) or "Asks for confirmation.",
    )
    if pressed:
        _confirm(file)


def show_damaged() -> None:
    """The files that cannot be used, each with its problem."""
    for file in own.files():
        if file.entry is None:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.warning(literal(file.problem), width="stretch")
                show_delete(file.name)


@st.dialog("Delete this data set?")
def _confirm(file: OwnFile) -> None:
    title = file.entry.title if file.entry else file.name
    st.text(f"{title} ({file_size(file.bytes)}) will be removed for every visitor.")
    st.markdown("It cannot be brought back. Networks that learned from it stay.")
    with st.container(horizontal=True):
        if st.button("Delete", type="primary", on_click=_delete, args=(file.name, title)):
            st.rerun()
        if st.button("Keep it"):
            st.rerun()


def _delete(name: str, title: str) -> None:
    try:
        changes.to_datasets().delete(name)
    except LatentLabError as error:
        notices.keep_for(choice.NOTICE, str(error))
        return
    notices.keep_for(choice.NOTICE, f"{title} is deleted.", "success")
    if st.session_state.get(choice.OPEN) == name:
        choice.close()
