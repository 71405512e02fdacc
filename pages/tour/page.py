"""Tour: seven steps that show what an autoencoder does and why that is useful."""

import streamlit as st

from core.data import Dataset
from core.errors import LatentLabError
from core.settings import settings
from core.visitors import Action
from pages.shared.access import visit
from pages.shared.choices.dataset import load_dataset, stay_with_digits
from pages.shared.literal import literal
from pages.tour import question
from pages.tour.steps import steps
from pages.tour.story import STEPS, walk

TRY_NEXT = {
    "draw": "Draw more digits, or photograph some",
    "map": "Explore the map of all digits",
}
TRAIN = ("train", "Train a network of your own")
WALK = ("walk", "Walk through digits that nobody wrote")


def current_step() -> int:
    """The step in the address, counted from 1; the first if there is none."""
    text = st.query_params.get("step", "1")
    if text.isdecimal() and 1 <= int(text) <= len(STEPS):
        return int(text)
    st.caption(f"The tour has {len(STEPS)} steps, so it starts with the first.")
    return 1


def turn(target: int) -> None:
    """Write a step to the address, which the next run of the page reads."""
    st.query_params["step"] = str(target)


def show_heading(number: int) -> None:
    """The idea of a step, in one sentence."""
    st.title(STEPS[number - 1].title, anchor=False)
    st.markdown(STEPS[number - 1].sentence)


def show_what_to_try() -> None:
    """Links to three screens; the last one is Train for visitors who may train."""
    last = TRAIN if visit.visitor().may(Action.TRAIN) else WALK
    with st.container(horizontal=True, horizontal_alignment="center", key="tour_end"):
        for name, text in (*TRY_NEXT.items(), last):
            st.page_link(f"{name}/page.py", label=f"{text} →")


def show_picture(number: int, digits: Dataset) -> None:
    """The picture of a step, and its term; below the last, what to try next."""
    step = STEPS[number - 1]
    try:
        with st.container(key=f"tour_step_{number}"):
            step.show(digits)
    except LatentLabError as error:
        st.error(literal(str(error)))
    if number == len(STEPS):
        show_what_to_try()
    with st.expander("The term and the formula"):
        st.markdown(step.term)


number = current_step()
# The steps beside the current one are loaded ahead, in places of their own, so that they stay when
# the tour moves on. `steps` shows the parts of one step and hides the others.
loaded = [near for near in (number, number + 1, number - 1) if 1 <= near <= len(STEPS)]
places = range(1, len(STEPS) + 1)
headings = [st.container(key=f"tour_part_{place}_heading") for place in places]
for near in loaded:
    with headings[near - 1]:
        show_heading(near)
with st.container(horizontal=True, horizontal_alignment="center"):
    stay_with_digits("The tour tells its story with 28×28 digits")
steps(
    key="tour_steps",
    step=number,
    titles=[each.title for each in STEPS],
    seconds=[0 if each.show is walk and question.is_asked() else each.seconds for each in STEPS],
    loops=settings().kiosk,
    on_turn=turn,
)
pictures = [st.container(key=f"tour_part_{place}_picture") for place in places]
digits = load_dataset()
for near in loaded:
    with pictures[near - 1]:
        show_picture(near, digits)
