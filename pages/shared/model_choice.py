"""The models that a page can use, and the controls that choose among them."""

from collections.abc import Sequence

import streamlit as st

from core.checkpoints.pool import pool
from core.errors import LatentLabError
from pages.shared import linked_choice
from pages.shared.literal import literal
from pages.shared.model_titles import TITLES

MISSING = {
    "reconstruct": (
        "There is no autoencoder in the checkpoint store yet: train one with "
        "`python -m core.training dae-dense-128`, or add one on the Checkpoints page."
    ),
    "classify": (
        "There is no classifier in the checkpoint store yet: train one with "
        "`python -m core.training clf-mlp-3`, or add one on the Checkpoints page."
    ),
}
MAX_DENOISERS = 4  # side by side; more would make their pictures too small
DEFAULT_DENOISERS = ("dae-dense-128", "dae-conv-32")
FALLBACK_DENOISERS = ("dae-dense-200-mask", "dae-dense-10")


def available(task: str) -> list[str]:
    """Names of the usable checkpoints for a task, ``reconstruct`` or ``classify``."""
    try:
        return pool().names(task)
    except LatentLabError as error:
        st.error(literal(str(error)))
        return []


def require(task: str) -> list[str]:
    """Names of the usable checkpoints for a task; if there are none, end the page with a hint."""
    names = available(task)
    if not names:
        st.info(MISSING[task])
        st.stop()
    return names


def loadable(names: Sequence[str]) -> list[str]:
    """The checkpoints that load; the screen shows why each of the others does not.

    The screen also shows warnings about the loaded ones, such as weights that are not numbers.
    """
    loaded = []
    for name in names:
        try:
            for warning in pool().open(name).warnings:
                st.warning(literal(f"{name}: {warning}"))
            loaded.append(name)
        except LatentLabError as error:
            st.warning(literal(str(error)))
    return loaded


def first_available(names: Sequence[str], preferred: Sequence[str]) -> str:
    """The first of the preferred names that is available, else the first name."""
    return next((name for name in preferred if name in names), names[0])


def plain_title(name: str) -> str:
    """A checkpoint's title in plain words; its card's title if it is no shipped one."""
    try:
        return TITLES.get(name) or pool().card(name).title
    except LatentLabError:
        return name


def title(name: str) -> str:
    """A checkpoint's title in plain words with its name in brackets."""
    plain = plain_title(name)
    return name if plain == name else f"{plain} ({name})"


def choose_denoisers(names: list[str], key: str) -> list[str]:
    """Choose the autoencoders that clean the digit; the address holds them as ``key``."""
    defaults = [name for name in DEFAULT_DENOISERS if name in names] or [
        first_available(names, FALLBACK_DENOISERS)
    ]
    linked_choice.restore(key, names, defaults, most=MAX_DENOISERS)
    choice = st.multiselect(
        "Cleaned by (autoencoders)",
        names,
        format_func=title,
        max_selections=MAX_DENOISERS,
        key=key,
        persist_state="session",
        wrap=True,
        help=f"Up to {MAX_DENOISERS} side by side. Cleaners (their name starts with dae) were "
        "trained to remove noise, the others only to reproduce digits.",
    )
    linked_choice.keep(key, choice, defaults)
    return choice


def choose_classifier(names: list[str], preferred: Sequence[str], key: str) -> str | None:
    """Choose the classifier that reads the digit, None if there is none; ``key`` as above."""
    defaults = [first_available(names, preferred)] if names else []
    linked_choice.restore(key, names, defaults)
    choice = st.selectbox(
        "Read by (classifier)",
        names,
        format_func=title,
        key=key,
        persist_state="session",
        placeholder="none in the store",
        disabled=not names,
        help="The network that says which digit it sees.",
    )
    linked_choice.keep(key, [choice] if choice else [], defaults)
    return choice
