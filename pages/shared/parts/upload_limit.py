"""The way for files that are larger than a browser may upload; the uploader shows the limit."""

import streamlit as st


def show_command(command: str) -> None:
    """A caption below an uploader: a command of the server's machine takes larger files."""
    st.caption(f"Add larger files on the server's machine: `{command}`.")
