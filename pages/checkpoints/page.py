"""The Checkpoints page: every trained network, how it was made and how well it does."""

import pandas as pd
import streamlit as st

from core.checkpoints import Entry, descriptions
from core.checkpoints.descriptions import TASKS, Row
from core.checkpoints.pool import pool
from core.errors import CheckpointError
from pages.checkpoints import details as details
from pages.checkpoints import files as files
from pages.checkpoints.files import CHOICE
from pages.shared.chart import choose_chart_format
from pages.shared.literal import literal

EMPTY = (
    "The checkpoint store is empty: train a model with `python -m core.training NAME`, such as "
    "`python -m core.training dae-dense-128`, or import a file below."
)


def choose_row(key: str, names: list[str]) -> None:
    """Take over what was clicked in the table."""
    selection = st.session_state[key]["selection"]
    rows = [*selection["rows"], *(row for row, _ in selection["cells"])]
    if rows:
        st.session_state[CHOICE] = names[rows[0]]


def show_table(rows: list[Row]) -> None:
    """The store as a table, all of it or the models of one task."""
    counts = {task: sum(row.task == task for row in rows) for task in TASKS}
    labels = {"": f"All ({len(rows):,})"} | {
        task: f"{title} ({counts[task]:,})" for task, title in TASKS.items()
    }
    task = st.segmented_control(
        "Show",
        list(labels),
        format_func=labels.__getitem__,
        default="",
        required=True,
        key="task",
        label_visibility="collapsed",
    )
    shown = [row for row in rows if task in ("", row.task)]
    table = pd.DataFrame(
        {
            "Model": [row.title for row in shown],
            "How well it does": [row.figure for row in shown],
            "Latent": [row.latent for row in shown],
            "Parameters": [row.parameters for row in shown],
            "Noise": [row.noise for row in shown],
            "Architecture": [row.architecture for row in shown],
            "Source": [row.source for row in shown],
            "Size": [row.bytes / 1e6 for row in shown],
            "Trained": [row.created for row in shown],
            "Name": [row.name for row in shown],
        }
    )
    # The line also keeps the table's own buttons, which lie above it, off the choice.
    st.caption("Tick a model to see all about it.")
    key = f"table_{task}"
    st.dataframe(
        table,
        hide_index=True,
        height=min(420, 38 + 35 * max(1, len(shown))),
        key=key,
        on_select=lambda: choose_row(key, [row.name for row in shown]),
        selection_mode=["single-row", "single-cell"],
        column_config={
            "Model": st.column_config.TextColumn(width=330),
            "How well it does": st.column_config.TextColumn(
                width=230, help="The most telling figure on the test images."
            ),
            "Latent": st.column_config.NumberColumn(
                format="localized", help="How many numbers an image is turned into."
            ),
            "Parameters": st.column_config.NumberColumn(
                format="localized", help="Numbers set by training."
            ),
            "Noise": st.column_config.TextColumn(
                width=150, help="What the training images were spoilt with."
            ),
            "Size": st.column_config.NumberColumn(format="%.2f MB"),
            "Trained": st.column_config.DatetimeColumn(format="D MMM YYYY"),
            "Name": st.column_config.TextColumn(help="The name of its file."),
        },
        alt=f"{len(shown):,} checkpoints",
    )


def show_problems(entries: list[Entry]) -> None:
    """The files that cannot be used, each with what is wrong with it."""
    count = "1 file" if len(entries) == 1 else f"{len(entries):,} files"
    with st.expander(f"{count} in the checkpoint folder cannot be used", icon=":material/warning:"):
        for index, entry in enumerate(entries):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(entry.problem or "", width="stretch")
                files.show_delete(entry, key=f"delete_broken_{index}")


def choose(names: list[str]) -> str | None:
    """The name of the chosen checkpoint, which the page's address carries."""
    asked = st.query_params.get(CHOICE)
    if asked and asked not in names:
        try:
            pool().card(asked)
        except CheckpointError as error:
            st.warning(literal(str(error)))
    if (following := st.session_state.pop("checkpoint_next", None)) in names:
        st.session_state[CHOICE] = following
    return st.selectbox(
        "Checkpoint to look at",
        names,
        index=None,
        key=CHOICE,
        bind="query-params",
        placeholder="Choose one here or in the table",
        help="The address of the page remembers the choice: copy it to share this view.",
    )


def show(entry: Entry) -> None:
    """Everything about the chosen checkpoint."""
    try:
        loaded = pool().open(entry.name)
    except CheckpointError as error:
        st.error(literal(str(error)))
        return
    card = loaded.card
    st.header(literal(card.title), anchor=False)
    st.markdown(literal(descriptions.sentence(card)))
    for warning in loaded.warnings:
        st.warning(literal(warning))
    details.show_tiles(card, entry.bytes)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        files.show_download(entry)
        files.show_delete(entry, key="delete")
        choose_chart_format()
    network, training, results, origin = st.tabs(["Network", "Training", "Results", "Origin"])
    with network:
        details.show_network(card)
    with training:
        details.show_training(card)
    with results:
        details.show_results(card)
    with origin:
        details.show_origin(card)


st.title("Checkpoints")
st.markdown(
    "Every trained network of this dashboard: what it is made of, how it was trained and how well "
    "it does. A checkpoint is one file with the weights and a card that tells its story."
)
files.say_what_was_done()
try:
    found = pool().store.entries()
except CheckpointError as problem:
    st.error(literal(str(problem)))
    st.stop()
usable = {entry.name: entry for entry in found if entry.card is not None}
broken = [entry for entry in found if entry.card is None]
if usable:
    show_table(descriptions.overview(usable.values()))
else:
    st.info(EMPTY)
if broken:
    show_problems(broken)
name = choose(list(usable)) if usable else None
if name is not None:
    show(usable[name])
with st.expander("Add a checkpoint from a file", icon=":material/upload:"):
    files.show_import()
