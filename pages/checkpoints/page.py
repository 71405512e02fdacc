"""Checkpoints: every trained network, how it was trained and how well it does."""

import html
from collections.abc import Sequence

import streamlit as st

from core.checkpoints import Entry, descriptions
from core.checkpoints.pool import pool
from core.errors import CheckpointError
from core.text.numbers import quantity
from core.visitors import Action
from pages.checkpoints import details, files, gallery, own_network, own_vectors, rename, table
from pages.checkpoints.table import CHOICE
from pages.shared.access import visit
from pages.shared.addresses import open_in
from pages.shared.choices import dataset, model_choice
from pages.shared.frame import ending, notices
from pages.shared.literal import literal
from pages.shared.parts.chart import choose_chart_format
from pages.shared.parts.demonstrations import picture_of

EMPTY_STORE = (
    "The checkpoint store is empty: train a network on [Train](train) or with "
    "`python -m core.training NAME`, such as `python -m core.training dae-dense-128`, or add a "
    "file below."
)

PICTURE = (
    '<figure style="margin: 0"><img src="{image}" alt="{caption}" style="width: 100%; '
    'max-width: 20rem"><figcaption style="font-size: 0.85rem">{caption}</figcaption></figure>'
)


def show_problems(entries: Sequence[Entry]) -> None:
    """The files that cannot be used, each with its problem."""
    count = quantity(len(entries), "file")
    with st.expander(f"{count} in the checkpoint folder cannot be used", icon=":material/warning:"):
        for index, entry in enumerate(entries):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(entry.problem or "", width="stretch")
                files.show_delete(entry, key=f"delete_broken_{index}")


def choose(names: Sequence[str]) -> str | None:
    """Choose a checkpoint; the page's address holds its name."""
    # Only a visit's first run follows a link; later the address lags one run behind the choice.
    linked = None if CHOICE in st.session_state else st.query_params.get(CHOICE)
    if linked and linked not in names:
        try:
            pool().card(linked)
        except CheckpointError as error:
            st.warning(literal(str(error)))
    if (added := st.session_state.pop(files.ADDED, None)) in names:
        st.session_state[CHOICE] = added
    return st.selectbox(
        "Checkpoint",
        names,
        index=None,
        key=CHOICE,
        bind="query-params",
        placeholder="Choose one here or below",
        help="The page's address holds the choice: copy it to share this view.",
    )


def show(entry: Entry) -> None:
    """Everything about the chosen checkpoint."""
    # First, so that a file can be deleted whatever is wrong with it.
    with st.container(horizontal=True, vertical_alignment="center", key="checkpoint_tools"):
        st.button("All checkpoints", icon=":material/arrow_back:", on_click=close)
        files.show_download(entry)
        rename.show_rename(entry)
        files.show_delete(entry, key="delete")
    try:
        loaded = pool().open(entry.name)
    except CheckpointError as error:
        st.error(literal(str(error)))
        return
    card = loaded.card
    picture, words = st.columns([1, 3], gap="medium")
    image, caption = picture_of(entry.name)
    if image:
        picture.html(PICTURE.format(image=image, caption=html.escape(caption)))
    with words:
        st.header(literal(model_choice.plain_title(card.name)), anchor=False)
        st.markdown(literal(f"{card.title} ({card.name}). {descriptions.describe(card)}"))
        details.show_tiles(card)
        open_in.show(card)
    for warning in loaded.warnings:
        st.warning(literal(warning))
    network, training, results, origin = st.tabs(["Network", "Training", "Results", "Origin"])
    with network:
        details.show_network(card)
        choose_chart_format()
    with training:
        details.show_training(card)
    with results:
        details.show_results(card)
    with origin:
        details.show_origin(card)


def close() -> None:
    """Go back from a checkpoint to all of them."""
    st.session_state[CHOICE] = None


def of_chosen_pictures_first(entries: Sequence[Entry]) -> list[Entry]:
    """The checkpoints, those trained on the chosen data set first."""
    chosen = dataset.name()
    return sorted(
        entries, key=lambda entry: entry.card is None or entry.card.dataset.name != chosen
    )


def show_all(entries: Sequence[Entry]) -> None:
    """All usable checkpoints, as cards or as a table."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        rows = table.of_chosen_task(descriptions.overview(entries))
        view = st.segmented_control(
            "View",
            list(VIEWS),
            required=True,
            default="Cards",
            key="look",
            bind="query-params",
            persist_state="session",
            label_visibility="collapsed",
            width="content",
        )
    VIEWS[view](rows)


VIEWS = {"Cards": gallery.show, "Table": table.show}

st.title("Checkpoints", anchor=False)
st.markdown(
    "Every trained network of this dashboard, and what it does. A **checkpoint** is one file with "
    "the weights of a network and a card that describes it."
)
notices.show(files.NOTICE)
try:
    entries = of_chosen_pictures_first(pool().store.entries())
except CheckpointError as error:
    st.error(literal(str(error)))
    ending.stop()
usable = {entry.name: entry for entry in entries if entry.card is not None}
unusable = [entry for entry in entries if entry.card is None]
name = choose(list(usable)) if usable else None
if name is not None:
    show(usable[name])
elif usable:
    show_all(list(usable.values()))
else:
    st.info(EMPTY_STORE)
if unusable:
    show_problems(unusable)
files.show_bin()
if visit.may(Action.IMPORT):
    with st.expander("Add a network of your own (ONNX)", icon=":material/upload:"):
        own_network.show()
    with st.expander("Add vectors of your own (npy, npz, Parquet, TSV)", icon=":material/upload:"):
        own_vectors.show()
with st.expander("Add a checkpoint from a file", icon=":material/upload:"):
    files.show_import()
