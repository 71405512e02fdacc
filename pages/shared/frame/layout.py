"""The layout of a screen: its main picture, and its settings beside it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def picture_and_settings() -> tuple[DeltaGenerator, DeltaGenerator]:
    """A wide column for the main picture and a narrow one for its settings.

    On a phone the settings follow the picture, see `end_picture`. They are hidden on the stage, see
    `widgets/toolbar/stage.js`.
    """
    picture, settings = st.columns([3, 1], gap="medium")
    return picture, settings.container(key="settings")


def end_picture() -> None:
    """Mark the end of the main picture: on a phone the settings stand here, before the details.

    Without the mark they stand below everything in the wide column. The mark must be a direct child
    of that column, because `styles/base.css` orders the column's own children.
    """
    st.html('<i class="ll-end-of-picture"></i>')
