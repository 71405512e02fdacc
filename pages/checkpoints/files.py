"""Files of the checkpoint store: download, import, delete."""

import streamlit as st

from core.checkpoints import Entry, suggest_name
from core.checkpoints.pool import pool
from core.errors import CheckpointError
from core.training.recipes import RECIPES
from pages.shared.literal import literal

CHOICE = "checkpoint"  # the key of the choice, in the session and in the page's address
SAID = "checkpoints_said"  # what the last change did, to be said once the page is drawn anew
FAILED = "checkpoints_failed"  # why it did not


def say_what_was_done() -> None:
    """Say once what the last import or deletion did, or why it could not be done."""
    if SAID in st.session_state:
        st.success(literal(st.session_state.pop(SAID)))
    if FAILED in st.session_state:
        st.error(literal(st.session_state.pop(FAILED)))


def show_download(entry: Entry) -> None:
    """The button that hands out the file."""
    st.download_button(
        "Download",
        entry.path.read_bytes,
        file_name=entry.path.name,
        mime="application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
        help="The weights and the card in one .safetensors file.",
    )


def show_delete(entry: Entry, key: str) -> None:
    """The button that deletes the file once that is confirmed."""
    if st.button("Delete …", key=key, icon=":material/delete:", help="Asks once more first."):
        _confirm(entry)


@st.dialog("Delete this checkpoint?")
def _confirm(entry: Entry) -> None:
    st.text(f"{entry.path.name} will be removed from the checkpoint folder, for every visitor.")
    if entry.name in RECIPES:
        st.markdown("It comes with the program. To have it again, train it:")
        st.code(f"python -m core.training {entry.name}", language="bash")
    else:
        st.markdown("It cannot be brought back: download it first if you may need it.")
    with st.container(horizontal=True):
        if st.button("Delete", type="primary", on_click=_delete, args=(entry,)):
            st.rerun()
        if st.button("Keep"):
            st.rerun()


def _delete(entry: Entry) -> None:
    try:
        pool().store.delete(entry.name)
    except CheckpointError as error:
        st.session_state[FAILED] = str(error)
        return
    st.session_state[SAID] = f"{entry.path.name} was deleted."
    if st.session_state.get(CHOICE) == entry.name:
        st.session_state[CHOICE] = None


def show_import() -> None:
    """The form that adds a file from elsewhere."""
    with st.form("import_checkpoint", border=False):
        uploaded = st.file_uploader(
            "A .safetensors file that this program has saved",
            type=["safetensors"],
            help="It is checked first: its card, its layers and the fingerprint of its weights.",
        )
        name = st.text_input(
            "Name in the store",
            placeholder="as the file is called",
            help="Small letters, digits, dots and dashes.",
            max_chars=80,
        )
        sent = st.form_submit_button("Import", icon=":material/upload:")
    if not sent:
        return
    if uploaded is None:
        st.warning("Choose a file first.")
        return
    try:
        wanted = name.strip() or suggest_name(uploaded.name)
        entry = pool().store.import_bytes(wanted, uploaded.getvalue())
    except CheckpointError as error:
        st.error(literal(str(error)))
        return
    st.session_state[SAID] = f"{uploaded.name} was checked and imported as '{entry.name}'."
    st.session_state["checkpoint_next"] = entry.name
    st.rerun()
