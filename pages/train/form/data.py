"""The data of a new training, and the weights that it starts from."""

from typing import Any

import streamlit as st

from core import data
from core.checkpoints.pool import pool
from pages.train.form.form_state import FormState

SEED = "Seed"


def choose(form: FormState, encoder: str | None) -> dict[str, Any]:
    """Choose the images and the starting weights; fields of a `Recipe`.

    ``encoder`` is the checkpoint that the network already starts from, if there is one.
    """
    base = form.base
    dataset = data.entry_named(base.dataset)
    st.caption(f"The pictures of {dataset.title}, which are chosen at the top of the screen.")
    count = st.number_input(
        "Training images (0: all)", 0, None, base.train_count or 0, 1000, **form.bound("count"),
        help=f"How many of the {dataset.train:,}, equally many of each class.",
    )  # fmt: skip
    left, right = st.columns(2)
    share = left.number_input(
        "Held out, in % (validation)", 0.0, 99.0, base.validation_share * 100, 5.0,
        **form.bound("share"),
        help="Share of the training images that is held out to judge each pass. At 0 the test "
        "images judge it.",
    )  # fmt: skip
    seed = right.number_input(
        SEED, 0, 2**31 - 1, base.seed, **form.bound("seed"),
        help="The same seed and settings give the same weights.",
    )  # fmt: skip
    return {
        "dataset": dataset.name,
        "train_count": int(count) or None,
        "validation_share": share / 100,
        "seed": int(seed),
        "initial": encoder or _initial(form),
    }


def _initial(form: FormState) -> str | None:
    """Choose the checkpoint whose encoder the weights start from, or None."""
    recipe, store = form.base.initial, pool().store
    entries = store.entries() if store.folder.exists() else []
    shape = data.entry_named(form.base.dataset).shape
    names = [entry.name for entry in entries if entry.card and entry.card.shape == shape]
    if recipe and recipe not in names:
        names.insert(0, recipe)  # the training is refused until another choice is made
    if not names:
        return None
    options = ["", *names]
    return st.selectbox(
        "Start from the encoder of", options, options.index(recipe or ""),
        format_func=lambda name: name or "None: random weights", **form.bound("initial"),
        help="Weights that another network has learned; its encoder must have the same layers.",
    ) or None  # fmt: skip
