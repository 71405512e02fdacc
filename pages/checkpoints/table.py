"""Checkpoints: the store as a table."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.checkpoints.descriptions import TASKS, Row
from core.text import glossary
from core.text.numbers import quantity
from pages.shared.addresses import linked_choice
from pages.shared.choices import model_choice

CHOICE = "checkpoint"  # the key of the chosen name, in the session and in the page's address
TASK, ALL = "task", "All"  # the key of the chosen task, and the choice of all of them
ROW_PX, MAX_PX = 35, 420
LETTER_PX, MAX_WIDTH_PX = 6, 420


def show(rows: Sequence[Row]) -> None:
    """The checkpoints as a table; a click on one chooses it."""
    # The line also keeps the table's own buttons, which lie above the table, clear of the choice.
    st.caption("Tick a model to see its details.")
    key, table = f"table_{len(rows)}", _table(rows)
    st.dataframe(
        table,
        hide_index=True,
        height=min(MAX_PX, 38 + ROW_PX * max(1, len(rows))),
        key=key,
        on_select=lambda: _choose_row(key, [row.name for row in rows]),
        selection_mode=["single-row", "single-cell"],
        column_config={
            "Title": st.column_config.TextColumn(width=_width(table["Title"])),
            "Network": st.column_config.TextColumn(width=_width(table["Network"])),
            "How well it does": st.column_config.TextColumn(
                width=_width(table["How well it does"]),
                help="The most telling figure on the test images (never seen). A difference is the "
                "squared error per image.",
            ),
            "Code length": st.column_config.NumberColumn(
                format="localized", help=glossary.meaning("code_length")
            ),
            "Adjustable numbers": st.column_config.NumberColumn(
                format="localized", help=glossary.meaning("parameters")
            ),
            "Noise": st.column_config.TextColumn(
                width=_width(table["Noise"]), help="The noise on the training images."
            ),
            "Architecture": st.column_config.TextColumn(width=_width(table["Architecture"])),
            "Size": st.column_config.NumberColumn(format="%.2f MB"),
            "Trained": st.column_config.DatetimeColumn(format="D MMM YYYY"),
            "Name": st.column_config.TextColumn(help="The name of its file."),
        },
        alt=quantity(len(rows), "checkpoint"),
    )


def of_chosen_task(rows: Sequence[Row]) -> list[Row]:
    """Choose one of the tasks, or all of them; returns the checkpoints that do it."""
    counts = {title: sum(row.task == task for row in rows) for task, title in TASKS.items()}
    counts = {ALL: len(rows)} | {title: count for title, count in counts.items() if count}
    linked_choice.restore(TASK, list(counts), [ALL])
    choice = st.segmented_control(
        "Show",
        list(counts),
        format_func=lambda title: f"{title} ({counts[title]:,})",
        required=True,
        wrap=True,
        key=TASK,
        label_visibility="collapsed",
        width="content",
        persist_state="session",
    )
    title = choice or ALL
    linked_choice.keep(TASK, [title], [ALL])
    return [row for row in rows if title in (ALL, TASKS[row.task])]


def _table(rows: Sequence[Row]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Title": [model_choice.plain_title(row.name) for row in rows],
            "Network": [row.title for row in rows],
            "How well it does": [row.figure for row in rows],
            "Code length": [row.latent for row in rows],
            "Adjustable numbers": [row.parameters for row in rows],
            "Noise": [row.noise for row in rows],
            "Architecture": [row.architecture for row in rows],
            "Source": [row.source for row in rows],
            "Size": [row.bytes / 1e6 for row in rows],
            "Trained": [row.created for row in rows],
            "Name": [row.name for row in rows],
        }
    )


def _width(texts: "pd.Series[str]") -> int:
    """Width in pixels that fits the longest text, up to a limit.

    Streamlit itself measures only the first rows.
    """
    return min(MAX_WIDTH_PX, 24 + LETTER_PX * max(map(len, texts), default=0))


def _choose_row(key: str, names: Sequence[str]) -> None:
    """Choose the checkpoint whose row or cell was clicked."""
    selection = st.session_state[key]["selection"]
    rows = [*selection["rows"], *(row for row, _ in selection["cells"])]
    if rows:
        st.session_state[CHOICE] = names[rows[0]]
