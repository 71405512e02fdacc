"""The kiosk: a screen that anyone can touch, and that forgets each visit.

It shows the tour in a loop until somebody touches it. A visit that nobody touches for a while ends
after a warning: the browser's storage is cleared, a login ends, and the page is reloaded, so the
server forgets the visit too. A visitor has the rights of a guest, see `core.visitors`.
"""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.settings import settings
from pages.shared import widgets
from pages.shared.access import visit

_mount = widgets.register(Path(__file__).parent)
_BEGUN = "kiosk_has_begun"


def kiosk(page: StreamlitPage) -> None:
    """Start the visit with the tour and end it when idle; does nothing if this is no kiosk."""
    if not settings().kiosk:
        return
    if _BEGUN not in st.session_state:
        st.session_state[_BEGUN] = True
        if page.url_path == "":  # Streamlit's address of the default page
            st.switch_page("tour/page.py", query_params=st.query_params.to_dict())
    tour = widgets.with_base_path("/tour")
    logout = widgets.with_base_path("/auth/logout") if visit.visitor().name else ""
    data = {"idleSeconds": settings().kiosk_idle_s, "tour": tour, "logout": logout}
    _mount(key="kiosk", data=data)
