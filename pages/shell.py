"""The frame around every page: the menu, the title and the login."""

from pathlib import Path

import streamlit as st

from pages.shared import login

# A file of our own: Streamlit's icons, also those of pages in the menu, come from the internet.
ICON = Path(__file__).with_name("icon.svg")
STYLE = Path(__file__).parent / "shared" / "page.css"

PAGES = [
    st.Page("start/page.py", title="Start", url_path="start", default=True),
    st.Page("denoise/page.py", title="Denoise", url_path="denoise"),
    st.Page("draw/page.py", title="Draw", url_path="draw"),
    st.Page("map/page.py", title="Map", url_path="map"),
    st.Page("walk/page.py", title="Walk", url_path="walk"),
    st.Page("clusters/page.py", title="Clusters", url_path="clusters"),
    st.Page("report/page.py", title="Report", url_path="report"),
    st.Page("train/page.py", title="Train", url_path="train"),
    st.Page("checkpoints/page.py", title="Checkpoints", url_path="checkpoints"),
]

page = st.navigation(PAGES, position="top")
st.set_page_config(page_title=f"{page.title} · Latent Lab", page_icon=ICON, layout="wide")
st.logo(ICON, size="large")
st.html(STYLE)
login.gate()
page.run()
