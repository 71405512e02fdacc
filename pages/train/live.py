"""The live view of a training: its curves, its digits and its latent map, epoch by epoch."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

import models
from core import data, figures
from core.checkpoints.architecture import one_line, summary
from core.checkpoints.descriptions import describe_noise
from core.errors import LatentLabError
from core.jobs import Status, runner
from core.jobs.epochs import Row, best_run, epoch_rows, sweep_runs
from core.jobs.kinds import training
from core.text.numbers import quantity
from core.training.recipes.recipe import Recipe
from pages.shared.choices.dataset import worded
from pages.shared.frame.stage import for_stage
from pages.shared.jobs.job_text import progress_text
from pages.shared.literal import literal
from pages.train import job_state
from pages.train.epoch_player import epoch_player

LOSSES = ("loss", "validation_loss")


def show(status: Status, group: Sequence[Status]) -> None:
    """Notes, curves and pictures that the job has logged; ``group`` holds the runs of its sweep."""
    try:
        events = runner().events(status.id)
        recipe = Recipe.model_validate(status.spec.params["recipe"])
    except (LatentLabError, KeyError, ValueError):
        return
    for event in events:
        if event["event"] == "note":
            st.caption(literal(str(event.get("text"))))
    if len(group) > 1:
        _sweep(group)
    rows = epoch_rows(events)
    if status.state in ("running", "stopping"):
        st.progress(status.share, text=literal(progress_text(status)))
    if status.active:
        st.caption(literal(_network(recipe)))
    if rows or status.active:
        _curves(rows, recipe)
        _epochs(status, recipe)


def _network(recipe: Recipe) -> str:
    """What is trained and for how long, in one line."""
    parts = [one_line(recipe.model), quantity(recipe.epochs, "epoch")]
    if recipe.noise is not None:
        parts.append(f"noise: {describe_noise(recipe.model_dump())}")
    return " · ".join(parts)


def _epochs(status: Status, recipe: Recipe) -> None:
    """The player, once it has pictures to show: a browser logs each request that fails."""
    epochs = training.snapshot_epochs(runner(), status.id)
    if epochs or (status.active and training.has_shared_images(runner(), status.id)):
        _player(status, recipe, max(epochs, default=0))
    elif not status.active:
        st.caption("The pictures of its epochs are no longer here.")


def _player(status: Status, recipe: Recipe, epochs: int) -> None:
    task = recipe.family.task
    entry = data.find_entry(recipe.dataset)
    noun = entry.noun if entry else "picture"
    st.header("Epoch by epoch", anchor=False)
    output = "what the network reads" if task == "classify" else "how the network rebuilds them"
    st.caption(
        worded(
            "Each point of the map is a test digit, equally many of each class. A code of two "
            "numbers is shown as it is, a longer one along its two main directions after the first "
            f"epoch (PCA), which stay the same. The pictures are test digits and {output}.",
            noun,
        )
    )
    if entry is None:
        st.caption(
            literal(
                f"The data set {recipe.dataset} has been deleted since, and the names of its "
                "classes with it."
            )
        )
    epoch_player(
        key="player",
        job=status.id,
        epochs=epochs,
        task=task,
        classes=entry.classes if entry else (),
        shape=models.parse_spec(recipe.model).shape,
        noun=noun,
    )


def _curves(rows: Sequence[Row], recipe: Recipe) -> None:
    """The curves, or before the first epoch the network in a place of the same size."""
    log = st.toggle(
        "Logarithmic scale", key="log", help="Shows small changes late in the training."
    )
    left, right = st.columns([3, 2])
    losses = figures.training_curves(rows, LOSSES, log=log)
    rates = figures.training_curves(rows, ("learning_rate",))
    with left:
        if rows:
            _chart(losses, "losses")
        else:
            network = figures.network_graph(summary(recipe.model))
            network.update_layout(height=losses.layout.height)
            _chart(network, "network", "The network. Its curves appear when the first epoch ends.")
    with right:
        _chart(rates, "rates", "" if rows else "The learning rate.")


def _chart(figure: go.Figure, key: str, caption: str = "") -> None:
    """The figure, and below it ``caption`` or its description."""
    alt = figures.alt_text(figure)
    st.plotly_chart(for_stage(figure), key=key, config=figures.config(f"latent-lab-{key}"), alt=alt)
    st.caption(literal(caption or alt))


def _sweep(group: Sequence[Status]) -> None:
    """All runs of a sweep: one chart with the best run marked, and a table."""
    st.header("The runs of this sweep", anchor=False)
    runs = sweep_runs(runner(), group)
    best = best_run(runs)
    log = st.toggle("Logarithmic scale of the sweep", key="sweep log")
    losses = {run.label: run.losses for run in runs}
    _chart(figures.sweep_curves(losses, best.label if best else None, log=log), "sweep")
    st.dataframe(
        [
            {
                "Run": run.label,
                "State": job_state.NAMES[run.status.state],
                "Epochs": len(run.losses),
                "Last validation loss": run.losses[-1] if run.losses else None,
                "Lowest validation loss": min(run.losses, default=None),
                "Checkpoint": run.status.result.get("checkpoint", ""),
                "Best": "★" if run is best else "",
                "Why it ended": run.status.message,
            }
            for run in runs
        ],
        hide_index=True,
        placeholder="–",
        key="sweep table",
        alt="The runs of this sweep.",
    )
    st.caption("Click the head of a column to sort by it.")
