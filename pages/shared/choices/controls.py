"""Controls that several screens show in the same words."""

import streamlit as st

COUNTS, SHARES = "Counts", "Per cent of the row"


def choose_seed(key: str, help: str) -> int:
    """Choose a seed, at first 0; ``help`` says what is drawn with it."""
    seed = st.number_input("Seed", 0, 2**31 - 1, 0, key=key, bind="query-params", help=help)
    return int(seed)


def choose_unit(key: str, help: str) -> str:
    """Choose whether a confusion matrix shows `COUNTS` or `SHARES`."""
    unit = st.segmented_control(
        "Cells show",
        [COUNTS, SHARES],
        default=COUNTS,
        required=True,
        wrap=True,
        key=key,
        bind="query-params",
        help=help,
    )
    return unit or COUNTS
