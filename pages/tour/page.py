"""Tour: seven steps that show what an autoencoder does and why that is useful."""

import streamlit as st

from core.errors import LatentLabError
from pages.shared.dataset import load_dataset
from pages.shared.literal import literal
from pages.tour.steps import steps
from pages.tour.story import STEPS

TRY_NEXT = {
    "draw": "Draw more digits, or photograph some",
    "map": "Explore the map of all digits",
    "train": "Train a network of your own",
}


def current_step() -> int:
    """The step in the address, counted from 1; the first if there is none."""
    text = st.query_params.get("step", "1")
    if text.isdecimal() and 1 <= int(text) <= len(STEPS):
        return int(text)
    st.caption(f"The tour has {len(STEPS)} steps, so it starts with the first.")
    return 1


number = current_step()
step = STEPS[number - 1]
with st.container(key="tour_heading"):
    st.title(step.title)
    st.markdown(step.sentence)
target = steps(
    key="tour_steps",
    step=number,
    titles=[each.title for each in STEPS],
    seconds=step.seconds,
)
if target != number:
    st.query_params["step"] = str(target)
    st.rerun()
digits = load_dataset()
try:
    with st.container(key=f"tour_step_{number}"):
        step.show(digits)
except LatentLabError as error:
    st.error(literal(str(error)))
if number == len(STEPS):
    with st.container(horizontal=True, horizontal_alignment="center", key="tour_end"):
        for name, text in TRY_NEXT.items():
            st.page_link(f"{name}/page.py", label=f"{text} →")
with st.expander("The term and the formula"):
    st.markdown(step.term)
