"""The kiosk: a screen that anyone can touch, and that forgets each visit.

It shows the tour in a loop until somebody touches it. A visit that nobody touches for a while ends
after a warning: what the browser has stored is deleted, a login ends, and the page is loaded anew,
so that the server knows nothing of the visit either. What a visitor may do is in `core.visitors`: a
guest.
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
    """Watch over the visit, which begins with the tour; does nothing if this is no kiosk."""
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
