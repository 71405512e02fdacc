"""The frame around every page: it navigates and does nothing else."""

from pathlib import Path

import streamlit as st

from pages import login

# A file of our own: the browser would fetch Streamlit's icons for its tab from the internet, those
# of a page in the menu included.
ICON = Path(__file__).with_name("icon.svg")

page = st.navigation(
    [
        st.Page("denoise.py", title="Denoise", default=True),
        st.Page("draw.py", title="Draw"),
        st.Page("map.py", title="Map"),
        st.Page("walk.py", title="Walk"),
        st.Page("clusters.py", title="Clusters"),
        st.Page("report.py", title="Report"),
        st.Page("train.py", title="Train"),
        st.Page("checkpoints.py", title="Checkpoints"),
    ]
)
st.set_page_config(page_title=f"{page.title} · Latent Lab", page_icon=ICON, layout="wide")
st.logo(ICON, size="large")
login.gate()
page.run()
