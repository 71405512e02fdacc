"""The live view of a training: its curves, its digits and its latent map, epoch by epoch."""

from typing import Any

import streamlit as st

from core import data, figures
from core.errors import LatentLabError
from core.figures.sweep import sweep_curves
from core.jobs import Status, runner
from core.recipes import Recipe
from pages.components.epoch_player import epoch_player
from pages.sections.literal import literal

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
        st.progress(status.progress.share, text=f"{doing.capitalize()} …")
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
        losses = figures.training_curves(history, LOSSES, log=log)
        st.plotly_chart(losses, key="losses", config=figures.config(f"{status.id}-loss"))
        st.caption(figures.alt_text(losses))
    with right:
        rates = figures.training_curves(history, ("learning_rate",))
        st.plotly_chart(rates, key="rates", config=figures.config(f"{status.id}-rate"))
        st.caption(figures.alt_text(rates))


def _sweep(group: list[Status]) -> None:
    """All runs of a sweep: one chart, the best marked, a table to sort."""
    st.subheader("The runs of this sweep")
    runs, rows = {}, []
    for status in group:
        history = epochs_of(runner().events(status.id))
        losses = [row["validation_loss"] for row in history if "validation_loss" in row]
        runs[status.spec.label or status.title] = losses
        rows.append(
            {
                "Run": status.spec.label or status.title,
                "State": status.state,
                "Epochs": len(losses),
                "Last validation loss": losses[-1] if losses else None,
                "Lowest validation loss": min(losses, default=None),
                "Checkpoint": status.result.get("checkpoint", ""),
            }
        )
    ended = {label: min(losses) for label, losses in runs.items() if losses}
    best = min(ended, key=ended.__getitem__) if ended else None
    log = st.toggle("Logarithmic scale of the sweep", key="sweep log")
    chart = sweep_curves(runs, best, log=log)
    st.plotly_chart(chart, key="sweep chart", config=figures.config("sweep"))
    st.caption(figures.alt_text(chart))
    for row in rows:
        row["Best"] = "★" if row["Run"] == best else ""
    st.dataframe(rows, hide_index=True, key="sweep table")
