"""The live view of a training: its curves, its digits and its latent map, epoch by epoch."""

from collections.abc import Container
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from core import data, figures
from core.errors import LatentLabError
from core.jobs import Status, runner
from core.text.numbers import sentence_case
from core.training.recipes import Recipe
from pages.shared.literal import literal
from pages.train.epoch_player import epoch_player

LOSSES = ("loss", "validation_loss")


def show(status: Status, group: list[Status]) -> None:
    """Everything that the job has reported so far; ``group`` are the runs of its sweep."""
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
    history = epochs_of(events)
    if status.state in ("running", "stopping"):
        doing = status.progress.doing or "starting"
        st.progress(status.progress.share, text=literal(f"{sentence_case(doing)} …"))
    if not history:
        if status.active:
            st.caption("The curves and the map appear after the first epoch.")
        return
    _curves(status, history)
    classifies = str(recipe.model["family"]).startswith("clf-")
    st.subheader("Epoch by epoch")
    shown = "what it reads" if classifies else "what it makes of them"
    st.caption(
        "Left: test digits, as many of each class, on the latent map. A latent of two numbers is "
        "shown as it is, a larger one along its two main directions (PCA) after the first epoch, "
        "which stay. "
        f"Right: the same ten digits, and {shown}."
    )
    epoch_player(
        key="player",
        job=status.id,
        epochs=int(history[-1]["epoch"]),
        classes=data.CATALOGUE[recipe.dataset].classes,
        task="classify" if classifies else "reconstruct",
    )


def epochs_of(events: list[dict[str, Any]]) -> list[dict[str, float]]:
    """A row for each epoch, in order; of one that was done over, the later."""
    rows = {}
    for event in events:
        if event["event"] == "epoch":
            row = {key: value for key, value in event.items() if isinstance(value, int | float)}
            rows[row.get("epoch", 0)] = row
    return [rows[epoch] for epoch in sorted(rows)]


def _curves(status: Status, history: list[dict[str, float]]) -> None:
    log = st.toggle(
        "Logarithmic scale", key="log", help="Shows small changes late in the training."
    )
    left, right = st.columns([3, 2])
    with left:
        _chart(figures.training_curves(history, LOSSES, log=log), "losses")
    with right:
        _chart(figures.training_curves(history, ("learning_rate",)), "rates")


def _chart(figure: go.Figure, key: str) -> None:
    alt = figures.alt_text(figure)
    st.plotly_chart(figure, key=key, config=figures.config(f"latent-lab-{key}"), alt=alt)
    st.caption(literal(alt))


def _sweep(group: list[Status]) -> None:
    """All runs of a sweep: one chart, the best marked, a table to sort."""
    st.subheader("The runs of this sweep")
    runs: dict[str, list[float]] = {}
    rows = []
    for status in group:
        history = epochs_of(runner().events(status.id))
        losses = [row["validation_loss"] for row in history if "validation_loss" in row]
        run = _unlike(status.spec.label or status.title, runs)
        runs[run] = losses
        rows.append(
            {
                "Run": run,
                "State": status.state,
                "Epochs": len(losses),
                "Last validation loss": losses[-1] if losses else None,
                "Lowest validation loss": min(losses, default=None),
                "Checkpoint": status.result.get("checkpoint", ""),
            }
        )
    ended = {run: min(losses) for run, losses in runs.items() if losses}
    best = min(ended, key=ended.__getitem__) if ended else None
    log = st.toggle("Logarithmic scale of the sweep", key="sweep log")
    _chart(figures.sweep_curves(runs, best, log=log), "sweep")
    for row in rows:
        row["Best"] = "★" if row["Run"] == best else ""
    st.dataframe(rows, hide_index=True, key="sweep table", alt="The runs of this sweep.")
    st.caption("Press the head of a column to sort by it.")


def _unlike(label: str, taken: Container[str]) -> str:
    """The label, with a number where a run has it already, such as one that was tried again."""
    name, number = label, 1
    while name in taken:
        number += 1
        name = f"{label} ({number})"
    return name
