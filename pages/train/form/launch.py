"""The start of a training: what it will be, what prevents it, and its launch."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import figures
from core.checkpoints import architecture
from core.checkpoints.pool import pool
from core.errors import LatentLabError
from core.jobs import CLUSTER, JobSpec, plan
from core.storage.digests import sha256
from core.text.numbers import rough_duration, unbroken
from core.training.recipes.recipe import recipe_from
from core.visitors import Action
from pages.shared.access import changes, visit
from pages.shared.frame.stage import for_stage
from pages.shared.literal import literal
from pages.shared.widgets.near import is_near
from pages.train.form import problems as form_problems

GRAPH_PX = 300  # `styles/cards.css` makes it taller in a large window


@dataclass(frozen=True)
class Request:
    """The training, or sweep of trainings, that the form describes."""

    recipe: Mapping[str, Any]
    """Values of a `Recipe`, not yet checked."""
    device: str
    epoch: str
    """The epoch whose weights become the checkpoint, ``last`` or ``best``."""
    axes: Mapping[str, Sequence[float]]
    """Values of each setting that a sweep varies; empty for a single training."""
    halve: bool = False
    """Whether runs of the sweep that trail are stopped early."""


def show(request: Request) -> None:
    """The size of the network, the estimated time, any problem, and the button that starts it."""
    try:
        recipe = recipe_from(dict(request.recipe))
        network = architecture.summary(recipe.model)
        runs = plan.sweep(recipe, request.axes) if request.axes else [plan.Run(recipe, "")]
        problems = [plan.problem(run.recipe, pool().store) for run in runs]
    except (LatentLabError, ValueError) as error:
        show_problem(form_problems.sentence(error))
        return
    problem = next(filter(None, problems), None)
    count = f"{len(runs)} trainings" if len(runs) > 1 else "training"
    closed = not visit.may(Action.TRAIN) or bool(problem)
    pressed = st.button(
        f"Start {count}", type="primary", disabled=closed, width="stretch", key="launch"
    )
    if pressed:
        _submit(runs, request)
    if problem:
        st.error(literal(problem), icon=":material/block:")
    with st.container(horizontal=True, key="sizes"):
        time = st.empty()
        st.metric(
            "Code length (latent size)",
            f"{network.latent:,}",
            help="How many numbers stand for a picture, between the encoder and the decoder.",
            width="content",
        )
        st.metric(
            "Adjustable numbers (parameters)",
            f"{network.parameters:,}",
            help="How many numbers training adjusts.",
            width="content",
        )
    _show_time(time, "…", request.device)
    _show_graph(network)
    # The estimate takes a moment, so everything else is on the screen before it.
    _show_time(time, _estimate(runs, request.device), request.device)


@st.fragment
def _show_graph(network: architecture.Summary) -> None:
    if not is_near(key="graph_near", height_px=GRAPH_PX):
        return
    graph = figures.network_graph(network)
    graph.update_layout(height=GRAPH_PX)
    alt = figures.alt_text(graph)
    st.plotly_chart(
        for_stage(graph),
        key="graph",
        height="stretch",
        config=figures.config("latent-lab-network"),
        alt=alt,
    )


def _show_time(place: DeltaGenerator, text: str, device: str) -> None:
    place.metric("Estimated time", unbroken(text), help=_estimate_help(device), width="content")


def show_problem(sentence: str) -> None:
    """Show why the training cannot start, with its button disabled."""
    st.button("Start training", disabled=True, width="stretch", key="launch")
    st.error(f"This cannot be trained. {literal(sentence)}", icon=":material/block:")


def _estimate(runs: Sequence[plan.Run], device: str) -> str:
    if device != "cpu":
        return "after 1 epoch"
    return rough_duration(sum(plan.cpu_seconds(run.recipe) for run in runs))


def _estimate_help(device: str) -> str:
    if device == CLUSTER:
        return "The first epoch shows it: the cluster's machines are not this one."
    if device != "cpu":
        return "The first epoch on the GPU shows it; a trial would disturb other trainings."
    return "Measured on a few batches just now. Other work on this machine makes it longer."


def _submit(runs: Sequence[plan.Run], request: Request) -> None:
    """Queue the runs and open the first one."""
    scope = st.session_state.setdefault("visit", uuid.uuid4().hex)
    group = None
    if len(runs) > 1:
        recipes = json.dumps([run.recipe.model_dump(mode="json") for run in runs])
        text = f"{scope}{request.device}{request.epoch}{recipes}"
        group = sha256(text)[:12]
    ids = []
    try:
        for run in runs:
            title = f"{run.recipe.title}, {run.label}" if run.label else run.recipe.title
            spec = JobSpec(
                kind="train",
                title=title[:200],
                device=request.device,
                params={"recipe": run.recipe.model_dump(mode="json"), "keep": request.epoch},
                group=group,
                label=run.label[:120],
                halve=request.halve and group is not None,
            )
            ids.append(changes.to_jobs().submit(spec, scope=scope))
    except LatentLabError as error:
        queued = f"{len(ids)} of {len(runs)} trainings are queued. " if ids else ""
        st.error(literal(f"{queued}{error}"))
        return
    st.session_state.job = ids[0]
    st.session_state.go_to_jobs = True
    st.rerun()
