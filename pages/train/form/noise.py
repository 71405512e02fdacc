"""The noise of a new training."""

from typing import Any

import streamlit as st

from core import noise
from core.text.controls import controls
from pages.train.form.form_state import FormState

NONE, MIXTURE = "none", "mixture"
TITLES = {NONE: "None", MIXTURE: "Every kind, as in the recipe"}


def choose(form: FormState) -> dict[str, Any] | None:
    """Choose the noise on the training images; its specification, or None without noise."""
    recipe = form.base.noise
    default = NONE if recipe is None else str(recipe["kind"])
    kinds = [NONE, *noise.KINDS, *([MIXTURE] if default == MIXTURE else [])]
    kind = st.selectbox(
        "Kind of noise",
        kinds,
        kinds.index(default),
        format_func=lambda name: TITLES.get(name) or noise.KINDS[name].title,
        **form.bound("noise"),
        help="The network sees the noisy picture and learns to return the clean one.",
    )
    if kind in TITLES:
        return recipe if kind == MIXTURE else None
    spec: dict[str, Any] = {"kind": kind}
    for control in controls(noise.KINDS[kind]):
        value = recipe[control.name] if recipe and kind == default else control.default
        spec[control.name] = st.slider(
            control.label, float(control.low), float(control.high), float(value),
            float(control.step), **form.bound(f"{kind}.{control.name}"), help=control.help,
        )  # fmt: skip
    return spec
