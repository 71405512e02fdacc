"""A place below the picture that is filled when a visitor scrolls near it."""

from pathlib import Path

import streamlit as st

from pages.shared import widgets

_mount = widgets.register(Path(__file__).parent)


def is_near(*, key: str, height_px: int, after_picture: bool = False) -> bool:
    """Whether this place has been in or near the window since the page was opened.

    Until then it keeps ``height_px`` free. When it comes near and the browser is idle, the page, or
    the fragment around it, runs again. ``after_picture`` waits until a widget of the page has
    painted. This keeps the rest of the screen from waiting for a Plotly chart, which takes a
    browser more than a second.
    """
    state = st.session_state.get(key) or {}
    free = 0 if state.get("near") else height_px  # the content then takes its own height
    result = _mount(
        key=key,
        data={"height_px": free, "after_picture": after_picture},
        on_near_change=lambda: None,
    )
    return bool(result.near)
