"""The size of a file that a browser may upload, and the way for larger ones."""

import streamlit as st

from core.settings import settings


def show(larger: str) -> None:
    """Say both in a caption below an uploader; ``larger`` is a sentence, such as a command's."""
    st.caption(f"Files of up to {settings().upload_mb} MB. {larger}")


def show_command(command: str) -> None:
    """The same where a command of the server's machine takes larger files."""
    show(f"Add larger ones on the server's machine: `{command}`.")
