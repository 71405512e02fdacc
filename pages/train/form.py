"""The form of a new training, from a recipe or blank."""

from typing import Any

import streamlit as st

from core.jobs import plan
from core.training.recipe import recipe_from
from core.training.recipes import RECIPES
from pages.train import data, launch, network, noise, optimisation, result
from pages.train.form_state import FormState

BLANK = "blank"
BLANK_RECIPE = {"name": "my-model", "title": "My model", "model": {"family": "dense"}}
# On a wide screen the summary of the training stays in sight beside every field.
STICKY = """<style>@media (min-width: 1000px) {
    [data-testid="stColumn"]:has(.st-key-launch) {
        position: sticky; top: 4rem; align-self: flex-start;
    }
}</style>"""


def show() -> None:
    """The fields, and beside them what the training will be, with the button that starts it."""
    start = st.selectbox(
        "Start from",
        [BLANK, *RECIPES],
        format_func=_start_title,
        key="start",
        help="A recipe fills the form with the settings of a shipped model; change what you like.",
    )
    base = BLANK_RECIPE if start == BLANK else RECIPES[start].model_dump(mode="json")
    left, right = st.columns([3, 2], gap="large")
    with left:
        form = FormState(start, recipe_from(base))
        request = _choose_training(form, base)
    st.html(STICKY)
    with right:
        if form.problems:
            launch.show_problem(form.problems[0])
        else:
            launch.show(request)


def _start_title(name: str) -> str:
    return "A blank form" if name == BLANK else f"{RECIPES[name].title} ({name})"


def _choose_training(form: FormState, base: dict[str, Any]) -> launch.Request:
    values: dict[str, Any] = {**base, "source": "trained here", "notes": []}
    with st.container(border=True):
        st.markdown("**Network**")
        values["model"], encoder = network.choose(form)
    with st.container(border=True):
        st.markdown("**Noise to learn to remove**")
        values["noise"] = noise.choose(form)
    with st.container(border=True):
        st.markdown("**Training**")
        values |= optimisation.choose(form, values["model"]["family"])
    with st.container(border=True):
        st.markdown("**Data**")
        values |= data.choose(form, encoder)
    with st.container(border=True):
        st.markdown("**Result**")
        values |= result.choose_names(form)
        epoch = result.choose_epoch(form)
        device = result.choose_device()
    with st.container(border=True):
        st.markdown("**Several runs (a sweep)**")
        axes = _choose_sweep(form)
    return launch.Request(values, device, epoch, axes)


def _choose_sweep(form: FormState) -> dict[str, list[float]]:
    """Choose what to vary, with the values of each; empty for a single training."""
    names = st.multiselect(
        "Vary",
        list(plan.SWEPT),
        key="sweep",
        placeholder="nothing: a single run",
        help="One run per combination of the values, one after the other.",
    )
    axes = {}
    for axis in names:
        label = f"Values of the {axis}"
        default = ", ".join(f"{value:g}" for value in plan.SWEPT[axis])
        text = st.text_input(
            label, default, key=f"sweep {axis}", help="Numbers, separated by commas."
        )
        axes[axis] = form.numbers(label, text)
    return axes
