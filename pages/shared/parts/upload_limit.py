"""How to add files that are too large for an upload."""

import streamlit as st


def show_command(command: str) -> None:
    """A caption below an uploader with the command that adds larger files on the server.

    It has the limit too, because the uploader does not show it beside a file that is too large.
    """
    limit = st.get_option("server.maxUploadSize")
    st.caption(f"Add files larger than {limit}\u00a0MB on the server's machine: `{command}`.")
