"""Checkpoints: give a checkpoint another name."""

import streamlit as st

from core.checkpoints import Entry
from core.errors import CheckpointError
from core.jobs import runner
from pages.checkpoints.files import ADDED, NAME_HELP, NOTICE
from pages.shared.access import changes
from pages.shared.frame import notices
from pages.shared.literal import literal

NEW_NAME = "new name"  # the key of the text field


def show_rename(entry: Entry) -> None:
    """A field for another name, or why the checkpoint cannot be renamed."""
    reason = changes.to_checkpoints().change_refusal(entry)
    with st.popover(
        "Rename",
        icon=":material/edit:",
        disabled=bool(reason),
        help=literal(reason) or None,
        key=f"rename {entry.name}",  # so that it closes once the checkpoint has another name
    ):
        if reason:
            return
        st.markdown(
            "The new name is for every visitor. Links to it, maps made from it and trainings that "
            "start from it use the old name: they work again if you rename it back."
        )
        key = f"{NEW_NAME} {entry.name}"
        st.text_input("New name", entry.name, max_chars=80, key=key, help=NAME_HELP)
        st.button(
            "Save name",
            type="primary",
            on_click=lambda: notices.attempt(
                NOTICE, lambda: _rename(entry, st.session_state[key].strip())
            ),
        )


def _rename(entry: Entry, name: str) -> None:
    readers = [job for job in runner().jobs() if job.active and entry.name in job.spec.checkpoints]
    if readers:
        raise CheckpointError(
            f"'{readers[0].title}' needs '{entry.name}' and is waiting or running: rename "
            f"'{entry.name}' when it has ended."
        )
    renamed = changes.to_checkpoints().rename(entry.name, name)
    notices.keep_for(NOTICE, f"'{entry.name}' is called '{renamed.name}' now.", "success")
    st.session_state[ADDED] = renamed.name
