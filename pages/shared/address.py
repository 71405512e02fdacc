"""What the page's address asks for."""

from collections.abc import Sequence

import streamlit as st


def option_index(name: str, options: Sequence[str], default: int = 0) -> int:
    """Index of the option that the query parameter ``name`` holds, else ``default``."""
    value = st.query_params.get(name, "")
    return list(options).index(value) if value in options else default
