"""The noise of a new training."""

from dataclasses import fields
from typing import Any

import streamlit as st

from core import noise
from pages.train.form_state import FormState

NONE, MIXTURE = "none", "mixture"
TITLES = {NONE: "None", MIXTURE: "Every kind, as in the recipe"}


def choose(form: FormState) -> dict[str, Any] | None:
    """Choose the noise on the training images; its specification, or None without noise."""
    recipe = form.base.noise
    default = NONE if recipe is None else str(recipe["kind"])
    kinds = [NONE, *noise.KINDS, *([MIXTURE] if default == MIXTURE else [])]
    kind = st.selectbox(
        "Kind",
        kinds,
        kinds.index(default),
        format_func=lambda name: TITLES.get(name) or noise.KINDS[name].title,
        key=form.key("noise"),
        help="The network sees the noisy picture and learns to return the clean one.",
    )
    if kind in TITLES:
        return recipe if kind == MIXTURE else None
    spec: dict[str, Any] = {"kind": kind}
    for item in fields(noise.KINDS[kind]):
        value: Any = recipe[item.name] if recipe and kind == default else item.default
        low, high = float(item.metadata["low"]), float(item.metadata["high"])
        spec[item.name] = st.slider(
            item.metadata["label"], low, high, float(value), float(item.metadata["step"]),
            key=form.key(f"{kind}.{item.name}"), help=item.metadata["help"],
        )  # fmt: skip
    return spec
