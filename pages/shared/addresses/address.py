"""Values in the page's address."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages.shared.literal import literal


def option_index(name: str, options: Sequence[str], default: int = 0) -> int:
    """Index of the option that the query parameter ``name`` holds, else ``default``."""
    value = st.query_params.get(name, "")
    return list(options).index(value) if value in options else default


def report_foreign(
    name: str, options: Sequence[str], instead: str, *, elsewhere: Sequence[str] = ()
) -> None:
    """If the query parameter ``name`` is none of the options, say what is shown instead.

    ``elsewhere`` holds names that fit another view.
    """
    value = st.query_params.get(name, "")
    if value and value not in options:
        why = "does not fit this view" if value in elsewhere else "is not available"
        st.info(
            literal(f"The link asks for {value}, which {why}. The page shows {instead} instead.")
        )


def bound(key: str) -> dict[str, Any]:
    """Options of a widget whose value is in the address, under ``key``, and lasts the session."""
    return {"key": key, "bind": "query-params", "persist_state": "session"}
