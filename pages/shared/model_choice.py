"""The models that a page can use, and the controls that choose among them."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.checkpoints.pool import pool
from core.errors import LatentLabError
from pages.shared.literal import literal

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


def title(name: str) -> str:
    """A checkpoint's title with its name in brackets."""
    try:
        return f"{pool().card(name).title} ({name})"
    except LatentLabError:
        return name


def choose_denoisers(names: list[str], key: str, **options: Any) -> list[str]:
    """Show the choice of autoencoders that clean the digit; ``options`` go to the widget."""
    defaults = [name for name in DEFAULT_DENOISERS if name in names]
    return st.multiselect(
        "Cleaned by (autoencoders)",
        names,
        default=defaults or [first_available(names, FALLBACK_DENOISERS)],
        max_selections=MAX_DENOISERS,
        key=key,
        help=f"Up to {MAX_DENOISERS} side by side. Those whose name starts with dae were trained "
        "to remove noise, the others only to reproduce digits.",
        **options,
    )


def choose_classifier(
    names: list[str], preferred: Sequence[str], key: str, **options: Any
) -> str | None:
    """Show the choice of the classifier that reads the digit; None if there is none."""
    return st.selectbox(
        "Read by (classifier)",
        names,
        index=names.index(first_available(names, preferred)) if names else None,
        key=key,
        placeholder="none in the store",
        disabled=not names,
        width=240,
        help="The network that says which digit it sees.",
        **options,
    )
