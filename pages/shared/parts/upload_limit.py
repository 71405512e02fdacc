"""How to add files that are too large for an upload; the uploader itself shows the limit."""

import streamlit as st


def show_command(command: str) -> None:
    """A caption below an uploader with the command that adds larger files on the server."""
    st.caption(f"Add larger files on the server's machine: `{command}`.")
