"""The form of a new training: from a recipe or blank, with what it will cost, and its launch."""

import hashlib
import json
import uuid
from typing import Any

import streamlit as st

from core import figures, jobs
from core.checkpoints import architecture
from core.checkpoints.pool import pool
from core.errors import LatentLabError
from core.jobs import plan
from core.text.numbers import rough_duration
from core.training.recipes import RECIPES, recipe_from
from pages.shared.literal import literal
from pages.train import fields as fields
from pages.train import network as train_network
from pages.train.entries import Form

BLANK = "blank"
# On a wide screen what the training will be stays in sight of every field.
STICKY = """<style>@media (min-width: 1000px) {
    [data-testid="stColumn"]:has(.st-key-launch) {
        position: sticky; top: 4rem; align-self: flex-start;
    }
}</style>"""
BLANK_RECIPE = {"name": "my-model", "title": "My model", "model": {"family": "dense"}}


def show() -> None:
    """Ask what to train and, once it is possible, offer to start it."""
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
        form = Form(start, recipe_from(base))
        values, device, keep = _ask(form, base)
        axes = _ask_sweep(form)
    st.html(STICKY)
    with right:
        if form.problems:
            _impossible(form.problems[0])
        else:
            _launch(values, device, keep, axes)


def _start_title(name: str) -> str:
    return "A blank form" if name == BLANK else f"{RECIPES[name].title} ({name})"


def _ask(form: Form, base: dict[str, Any]) -> tuple[dict[str, Any], str, str]:
    """The values of the recipe, the device, and whose weights to keep."""
    values: dict[str, Any] = {**base, "source": "trained here", "notes": []}
    with st.container(border=True):
        st.markdown("**Network**")
        values["model"], encoder = train_network.ask(form)
    with st.container(border=True):
        st.markdown("**Noise to learn to remove**")
        values["noise"] = fields.noise(form)
    with st.container(border=True):
        st.markdown("**Training**")
        values |= fields.training(form, values["model"]["family"])
    with st.container(border=True):
        st.markdown("**Data**")
        values |= fields.data(form, encoder)
    with st.container(border=True):
        st.markdown("**Result**")
        values |= fields.names(form)
        keep = fields.keep(form)
        device = fields.device()
    return values, device, keep


def _ask_sweep(form: Form) -> dict[str, list[float]]:
    """What to vary, with the values of each; nothing where it is a single training."""
    with st.container(border=True):
        st.markdown("**Several runs (a sweep)**")
        chosen = st.multiselect(
            "Vary",
            list(plan.SWEPT),
            key="sweep",
            placeholder="nothing: a single run",
            help="One run for every combination of the values, one after the other.",
        )
        axes = {}
        for axis in chosen:
            usual = ", ".join(f"{value:g}" for value in plan.SWEPT[axis])
            text = st.text_input(f"Values of the {axis}", usual, key=f"sweep {axis}")
            axes[axis] = form.numbers(f"Values of the {axis}", text)
    return axes


def _launch(values: dict[str, Any], device: str, keep: str, axes: dict[str, list[float]]) -> None:
    """What the training will be, what speaks against it, and the button that starts it."""
    try:
        recipe = recipe_from(values)
        network = architecture.summary(recipe.model)
        runs = plan.sweep(recipe, axes) if axes else [plan.Run(recipe, "")]
        problems = [plan.problem(run.recipe, pool().store) for run in runs]
        problem = next(filter(None, problems), None)
    except (LatentLabError, ValueError) as error:
        _impossible(str(error))
        return
    with st.container(horizontal=True):
        st.metric("Parameters", f"{network.parameters:,}", help="Numbers that training adjusts.")
        st.metric("Latent", f"{network.latent:,}", help="Numbers between encoder and decoder.")
        time = st.empty()
    time.metric("Estimated time", "…", help=_estimate_help(device))
    if problem:
        st.error(literal(problem), icon=":material/block:")
    count = f"{len(runs)} trainings" if len(runs) > 1 else "training"
    pressed = st.button(
        f"Start {count}", type="primary", disabled=bool(problem), width="stretch", key="launch"
    )
    if pressed:
        _submit(runs, device, keep)
    graph = figures.network_graph(network)
    alt = figures.alt_text(graph)
    st.plotly_chart(graph, key="graph", config=figures.config("latent-lab-network"), alt=alt)
    st.caption(literal(alt))
    # Measured last: nobody has to wait for it.
    time.metric("Estimated time", _estimate(runs, device), help=_estimate_help(device))


def _impossible(sentence: str) -> None:
    """Say what is wrong with the form, and offer no start."""
    st.error(f"This cannot be trained. {literal(sentence)}", icon=":material/block:")
    st.button("Start training", disabled=True, width="stretch", key="launch")


def _estimate(runs: list[plan.Run], device: str) -> str:
    if device != "cpu":
        return "seen after 1 epoch"
    return rough_duration(sum(plan.cpu_seconds(run.recipe) for run in runs))


def _estimate_help(device: str) -> str:
    if device != "cpu":
        return "A GPU is not kept busy for an estimate; the first epoch shows it."
    return "Measured on a few batches just now. Other work on this machine makes it longer."


def _submit(runs: list[plan.Run], device: str, keep: str) -> None:
    """Queue the runs and go to the first; until they end, the same form is the same jobs."""
    visit = st.session_state.setdefault("visit", uuid.uuid4().hex)
    group = None
    if len(runs) > 1:
        form = json.dumps([run.recipe.model_dump(mode="json") for run in runs])
        group = hashlib.sha256(f"{visit}{device}{keep}{form}".encode()).hexdigest()[:12]
    ids = []
    try:
        for run in runs:
            params = {"recipe": run.recipe.model_dump(mode="json"), "keep": keep}
            title = f"{run.recipe.title}, {run.label}" if run.label else run.recipe.title
            spec = jobs.JobSpec(
                kind="train", title=title[:200], device=device, params=params,
                group=group, label=run.label[:120],
            )  # fmt: skip
            ids.append(jobs.runner().submit(spec, scope=visit))
    except LatentLabError as error:
        st.error(literal(str(error)))
        return
    st.session_state.job = ids[0]
    st.session_state.go_to_jobs = True
    st.rerun()
