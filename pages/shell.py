"""The frame around every page: the menu, the title and the login."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.api.static import index
from core.visitors import Action
from pages.shared.access import login, visit
from pages.shared.choices import dataset
from pages.shared.frame import ending, guide, running, words
from pages.shared.server import imports
from pages.shared.widgets.kiosk import kiosk
from pages.shared.widgets.toolbar import toolbar

# A file of our own: Streamlit's icons, also those of pages in the menu, come from the internet.
ICON = Path(__file__).with_name("icon.svg")

PAGES = [
    st.Page("start/page.py", title="Start", url_path="start", default=True),
    st.Page("tour/page.py", title="Tour", url_path="tour"),
    st.Page("denoise/page.py", title="Denoise", url_path="denoise"),
    st.Page("draw/page.py", title="Draw", url_path="draw"),
    st.Page("map/page.py", title="Map", url_path="map"),
    st.Page("walk/page.py", title="Walk", url_path="walk"),
    st.Page("clusters/page.py", title="Clusters", url_path="clusters"),
    st.Page("report/page.py", title="Report", url_path="report"),
    st.Page("room/page.py", title="Room", url_path="room"),
    st.Page("data/page.py", title="Data", url_path="data"),
    st.Page("train/page.py", title="Train", url_path="train"),
    st.Page("checkpoints/page.py", title="Checkpoints", url_path="checkpoints"),
]


NEXT = {
    "": ("tour", "Take the tour in seven steps"),
    "denoise": ("draw", "Draw a digit of your own"),
    "draw": ("map", "See all digits on one map"),
    "map": ("walk", "Walk between the digits"),
    "walk": ("clusters", "Group digits without labels"),
    "clusters": ("report", "See what each network gets right"),
    "report": ("train", "Train a network of your own"),
    "room": ("tour", "Take the tour together"),
    "data": ("train", "Train a network of your own"),
    "train": ("checkpoints", "See all trained networks"),
    "checkpoints": ("denoise", "Let a network clean a digit"),
}


# For visitors who may not train: from a screen that leads to Train, to the one after it.
NEXT_WITHOUT_TRAINING = NEXT | {"report": NEXT["train"], "data": NEXT["draw"]}

# Screens that are about MNIST's digits, whatever data set is chosen.
ABOUT_DIGITS = ("draw", "tour")


def footer(page: StreamlitPage) -> None:
    """The button of the glossary, and a link to the screen that comes next."""
    with st.container(key="next_screen", horizontal=True, horizontal_alignment="distribute"):
        words.button()
        following = NEXT if visit.visitor().may(Action.TRAIN) else NEXT_WITHOUT_TRAINING
        if page.url_path in following:
            name, text = following[page.url_path]
            label = text if name in ABOUT_DIGITS else dataset.worded(text)
            st.page_link(f"{name}/page.py", label=f"Next: {label} →")


page = st.navigation(PAGES, position="top")
st.set_page_config(
    page_title=f"{page.title} · Latent Lab",
    page_icon=ICON,
    layout="wide",
    # For a visitor who has logged in, the sidebar holds only the name and the button to log out.
    initial_sidebar_state="collapsed" if visit.visitor().name else "auto",
)
st.logo(ICON, size="large")
# A page's document has it too, but not Streamlit's own for unknown addresses.
st.html(f"<style>{index.page_style(Path(__file__).parent)}</style>")
login.gate(Action.READ)
with st.container(key="running_place", horizontal=True):
    running.badge()
    dataset.choose()
dataset.keep()
with st.container(key="kiosk_place"):
    kiosk(page)
with st.container(key="toolbar_place"):
    toolbar(guide.hints(page.url_path or "start"))
if page.url_path:  # Start needs no more than the frame
    imports.wait_for_others()
with ending.with_foot(lambda: footer(page)):
    page.run()
imports.start_is_shown()
