"""Small pieces that several pages share: the data, the models and what to say without them."""

from collections.abc import Callable

import streamlit as st

from core import data
from core.checkpoints.pool import pool
from core.data import Dataset, lookup
from core.errors import LatentLabError
from pages.shared.literal import literal

EMPTY = {
    "reconstruct": (
        "There is no autoencoder in the checkpoint store yet: train one with "
        "`python -m core.training dae-dense-128`, or add one on the Checkpoints page."
    ),
    "classify": (
        "There is no classifier in the checkpoint store yet: train one with "
        "`python -m core.training clf-mlp-3`, or add one on the Checkpoints page."
    ),
}


def dataset(name: str = "mnist") -> Dataset:
    """The data set, shared by all visitors; where it cannot be had, says so and ends the page."""
    try:
        with st.spinner("Reading the digits …"):
            return data.load(name)
    except LatentLabError as error:
        st.error(str(error))
        st.stop()


def say_what_data(chosen: Dataset) -> None:
    """Say on the screen that the data are only a sample, where they are."""
    if chosen.notice:
        st.caption(f"{chosen.title}: {chosen.notice}")


def models(task: str) -> list[str]:
    """Names of the usable checkpoints of a task, ``reconstruct`` or ``classify``; maybe none."""
    try:
        return pool().names(task)
    except LatentLabError as error:
        st.error(str(error))
        return []


def require_models(task: str) -> list[str]:
    """Names of the usable checkpoints of a task; where there is none, says so and ends the page."""
    names = models(task)
    if not names:
        st.info(EMPTY[task])
        st.stop()
    return names


def usable(names: list[str]) -> list[str]:
    """The checkpoints that can be loaded; of each other one, the screen says why not.

    What is doubtful about a checkpoint, such as weights that are not numbers, is said too.
    """
    good = []
    for name in names:
        try:
            for warning in pool().open(name).warnings:
                st.warning(literal(f"{name}: {warning}"))
            good.append(name)
        except LatentLabError as error:
            st.warning(literal(str(error)))
    return good


def prefer(names: list[str], wanted: list[str]) -> str:
    """The first of the wanted names that is there, else the first name."""
    return next((name for name in wanted if name in names), names[0])


def model_title(name: str) -> str:
    """A checkpoint's title for people, with its name beside it."""
    try:
        return f"{pool().card(name).title} ({name})"
    except LatentLabError:
        return name


def choose_digit(
    chosen: Dataset,
    key: str,
    start: int | None = None,
    more: Callable[[], None] = lambda: None,
) -> int:
    """Controls to choose one image by class, by chance or by row; the row id of the choice.

    ``more`` draws further controls into the same line.

    The choice is in ``st.session_state[key]``, where other controls may set it in a callback, and
    in the page's address.
    """
    state = st.session_state
    low, high = int(chosen.rows[0]), int(chosen.rows[-1])
    if key not in state and key not in st.query_params:
        state[key] = int(chosen.rows[chosen.train]) if start is None else start
    test = chosen.split("test")

    def draw() -> None:
        wanted = state[f"{key}_class"]
        index = None if wanted is None else chosen.classes.index(wanted)
        state[key] = lookup.another_row(test, index, state[key])

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.pills(
            "Class",
            chosen.classes,
            key=f"{key}_class",
            wrap=True,
            on_change=draw,
            help="Shows a test digit of this class. Press it again to allow every class.",
        )
        st.button(
            "Another digit",
            key=f"{key}_another",
            icon=":material/casino:",
            on_click=draw,
            help="A digit drawn at random from the test set, of the chosen class if there is one.",
        )
        st.number_input(
            "Row",
            low,
            high,
            key=key,
            bind="query-params",
            width=150,
            help=f"The digit's number in {chosen.title}, where the test set starts at "
            f"{int(test.rows[0])}.",
        )
        more()
    return int(state[key])
