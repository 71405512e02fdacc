"""What the cells of a confusion matrix show."""

import streamlit as st

COUNTS, SHARES = "Counts", "Per cent of the row"


def choose_per_cent(key: str, what: str) -> bool:
    """Choose between counts of ``what`` and shares of the row; the address holds it as ``key``."""
    unit = st.segmented_control(
        "Cells show",
        [COUNTS, SHARES],
        default=COUNTS,
        required=True,
        wrap=True,
        key=key,
        bind="query-params",
        help=f"How many {what}, or their share of all {what} of the same true class.",
    )
    return unit == SHARES
