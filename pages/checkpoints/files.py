"""Checkpoints: download, import and delete the files of the store."""

import streamlit as st

from core.checkpoints import Entry, suggest_name
from core.checkpoints.pool import pool
from core.errors import CheckpointError
from core.text.numbers import file_size
from core.training.recipes.shipped import RECIPES
from pages.checkpoints.table import CHOICE
from pages.shared import notices
from pages.shared.literal import literal

NOTICE = "checkpoints"
IMPORTED = "checkpoint imported"  # the name to choose after an import


def show_download(entry: Entry) -> None:
    """The button that hands out the file."""
    st.download_button(
        "Download",
        entry.path.read_bytes,
        file_name=entry.path.name,
        mime="application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
        help=f"The weights and the card in one .safetensors file of {file_size(entry.bytes)}.",
    )


def show_delete(entry: Entry, key: str) -> None:
    """The button that deletes the file after a confirmation."""
    if st.button("Delete …", key=key, icon=":material/delete:", help="Asks for confirmation."):
        _confirm(entry)


@st.dialog("Delete this checkpoint?")
def _confirm(entry: Entry) -> None:
    st.text(f"{entry.path.name} will be removed from the checkpoint folder, for every visitor.")
    if entry.name in RECIPES:
        st.markdown("It comes with the program. To have it again, train it:")
        st.code(f"python -m core.training {entry.name}", language="bash")
    else:
        st.markdown("It cannot be restored: download it first if you may need it.")
    with st.container(horizontal=True):
        if st.button("Delete", type="primary", on_click=_delete, args=(entry,)):
            st.rerun()
        if st.button("Keep"):
            st.rerun()


def _delete(entry: Entry) -> None:
    try:
        pool().store.delete(entry.name)
    except CheckpointError as error:
        notices.leave(NOTICE, str(error))
        return
    notices.leave(NOTICE, f"{entry.path.name} was deleted.", "success")
    if st.session_state.get(CHOICE) == entry.name:
        st.session_state[CHOICE] = None


def show_import() -> None:
    """The form that adds a file from elsewhere."""
    with st.form("import_checkpoint", border=False):
        uploaded = st.file_uploader(
            "A .safetensors file that this program has saved",
            type=["safetensors"],
            help="Its card, its layers and the fingerprint of its weights are checked first.",
        )
        name = st.text_input(
            "Name in the store",
            placeholder="the name of the file",
            help="Lower-case letters, digits, '.', '_' and '-'.",
            max_chars=80,
        )
        submitted = st.form_submit_button("Import", icon=":material/upload:")
    if not submitted:
        return
    if uploaded is None:
        st.warning("Choose a file first.")
        return
    try:
        target = name.strip() or suggest_name(uploaded.name)
        entry = pool().store.import_bytes(target, uploaded.getvalue())
    except CheckpointError as error:
        st.error(literal(str(error)))
        return
    text = f"{uploaded.name} was checked and imported as '{entry.name}'."
    notices.leave(NOTICE, text, "success")
    st.session_state[IMPORTED] = entry.name
    st.rerun()
