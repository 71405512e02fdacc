"""How to add files that are too large for an upload."""

import streamlit as st


def show_command(command: str) -> None:
    """A caption below an uploader: the limit, and the command that adds larger files.

    The uploader itself shows the limit until a file is chosen, but not beside a file above it.
    """
    limit = st.get_option("server.maxUploadSize")
    st.caption(
        f"At most {limit} MB per file. Add larger ones on the server's machine: `{command}`."
    )
