"""Checkpoints: download, import, delete and restore the files of the store."""

from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import data
from core.api.bounds.rates import count_import
from core.checkpoints import Entry, suggest_name
from core.checkpoints.bin import RETENTION, BinEntry
from core.checkpoints.pool import takes
from core.data.dataset import Split
from core.errors import LatentLabError
from core.text.numbers import file_size
from core.visitors import Action
from pages.checkpoints.table import CHOICE
from pages.shared.access import changes, visit
from pages.shared.choices import dataset
from pages.shared.frame import notices
from pages.shared.literal import literal
from pages.shared.widgets import download

NOTICE = "checkpoints"
NAME_HELP = "Lower-case letters, digits, '.', '_' and '-'."
ADDED = "checkpoint to choose"  # its name, after an import or a rename


class Names(NamedTuple):
    """Title and name of a new checkpoint."""

    title: str  # on the screens
    name: str  # in the store


def show_download(entry: Entry) -> None:
    """The menu that saves the network's files and, if they fit, codes of the chosen pictures."""
    card = entry.card
    if card is None:
        return
    offers = [download.checkpoint(card, entry.bytes)]
    name = dataset.name()
    if card.is_table:
        name = card.dataset.name
    if data.is_known(name) and data.is_local(name) and takes(card, data.load(name)):
        pictures = data.load(name)
        title = f"Its codes for {pictures.title}"
        split: Split = "test" if pictures.train < len(pictures) else "all"
        if card.is_table and not card.dataset.test_count:
            split = "train"
        offers.append(
            download.pictures(title, pictures, split, vectors=card.name, models=[card.name])
        )
    download.menu(offers, key=f"download {card.name}")


def show_delete(entry: Entry, key: str) -> None:
    """The button that deletes the file after a confirmation, or why it cannot be deleted."""
    reason = changes.to_checkpoints().change_refusal(entry)
    pressed = st.button(
        "Delete …",
        key=key,
        icon=":material/delete:",
        disabled=bool(reason),
        help=literal(reason) or "Asks for confirmation.",
    )
    if pressed:
        _confirm(entry)


@st.dialog("Delete this checkpoint?")
def _confirm(entry: Entry) -> None:
    st.text(f"{entry.path.name} will be removed from the checkpoint folder, for every visitor.")
    st.markdown(
        f"It stays in the bin at the end of this page for {RETENTION.days} days, where it can be "
        "restored."
    )
    with st.container(horizontal=True):
        if st.button("Delete", type="primary", on_click=_delete, args=(entry,)):
            st.rerun()
        if st.button("Keep"):
            st.rerun()


def _delete(entry: Entry) -> None:
    try:
        changes.to_checkpoints().delete(entry.name)
    except LatentLabError as error:
        notices.keep_for(NOTICE, str(error))
        return
    notices.keep_for(
        NOTICE,
        f"{entry.path.name} is in the bin for {RETENTION.days} days. Restore it at the end of this "
        "page.",
        "success",
    )
    if st.session_state.get(CHOICE) == entry.name:
        st.session_state[CHOICE] = None


def show_bin() -> None:
    """The checkpoints in the bin, each with a button that restores it."""
    items = changes.to_checkpoints().bin_entries()
    if not items:
        return
    with st.expander(f"Bin ({len(items):,})", icon=":material/delete:"):
        for index, item in enumerate(items):
            with st.container(horizontal=True, vertical_alignment="center"):
                until = f"{item.kept_until:%d %B, %H:%M} UTC"
                text = f"{item.name}, {file_size(item.bytes)}, kept until {until}"
                st.text(text, width="stretch")
                st.button("Restore", key=f"restore_{index}", on_click=_restore, args=(item,))


def _restore(item: BinEntry) -> None:
    try:
        changes.to_checkpoints().restore(item)
    except LatentLabError as error:
        notices.keep_for(NOTICE, str(error))
    else:
        notices.keep_for(NOTICE, f"{item.name} is restored.", "success")


def admit_import() -> bool:
    """Count an import of the visitor; False, after a warning, if it is above the rate."""
    refusal = count_import(visit.visitor().id)
    if refusal:
        st.warning(refusal)
    return not refusal


def ask_names(title_place: DeltaGenerator, name_place: DeltaGenerator, stem: str) -> Names:
    """Two text fields: a title and a name in the store, at first as the file's ``stem``."""
    title = title_place.text_input("Title on the screens", stem[:200], max_chars=200)
    name = name_place.text_input(
        "Name in the store", suggest_name(stem), help=NAME_HELP, max_chars=80
    )
    return Names(title.strip() or stem, name.strip() or suggest_name(stem))


def announce(text: str, entry: Entry) -> None:
    """Rerun the page with ``entry`` chosen and a notice of what was added."""
    notices.keep_for(NOTICE, text, "success")
    st.session_state[ADDED] = entry.name
    st.rerun()


def show_import() -> None:
    """The form that adds a file that this program has saved."""
    if not visit.may(Action.IMPORT):
        return
    with st.form("import_checkpoint", border=False):
        uploaded = st.file_uploader(
            "A .safetensors file that this program has saved",
            type=["safetensors"],
            help="Its card, its layers and the fingerprint of its weights are checked first.",
        )
        st.caption("Copy larger files into the folder of checkpoints on the server's machine.")
        name = st.text_input(
            "Name in the store",
            placeholder="the name of the file",
            help=NAME_HELP,
            max_chars=80,
        )
        submitted = st.form_submit_button("Import", icon=":material/upload:")
    if not submitted:
        return
    if uploaded is None:
        st.warning("Choose a file first.")
        return
    if not admit_import():
        return
    try:
        target = name.strip() or suggest_name(uploaded.name)
        entry = changes.to_checkpoints().import_bytes(target, uploaded.getvalue())
    except LatentLabError as error:
        st.error(literal(str(error)))
        return
    announce(f"{uploaded.name} was checked and imported as '{entry.name}'.", entry)
