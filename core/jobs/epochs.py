"""Epochs that a training job has logged, and the runs of a sweep side by side."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from core.jobs.folders.events import Event
from core.jobs.runner import Runner
from core.jobs.spec import Status

Row = dict[str, float]


def epoch_rows(events: Sequence[Event]) -> list[Row]:
    """One row of numbers per logged epoch, in order. A repeated epoch replaces the earlier one."""
    rows: dict[float, Row] = {}
    for event in events:
        if event["event"] == "epoch":
            row = {key: value for key, value in event.items() if isinstance(value, int | float)}
            rows[row.get("epoch", 0)] = row
    return [rows[epoch] for epoch in sorted(rows)]


@dataclass(frozen=True)
class SweepRun:
    """One run of a sweep and its validation loss."""

    label: str
    """What distinguishes the run, unique within the sweep."""
    status: Status
    losses: tuple[float, ...]
    """Validation loss of each epoch so far."""


def sweep_runs(runner: Runner, group: Sequence[Status]) -> list[SweepRun]:
    """The runs of a sweep. A repeated label, as after a retry, gets a number."""
    runs: list[SweepRun] = []
    for status in group:
        rows = epoch_rows(runner.events(status.id))
        losses = tuple(row["validation_loss"] for row in rows if "validation_loss" in row)
        label = _unique(status.spec.label or status.title, {run.label for run in runs})
        runs.append(SweepRun(label, status, losses))
    return runs


def best_run(runs: Sequence[SweepRun]) -> SweepRun | None:
    """The run with the lowest validation loss; None if no run has finished an epoch yet."""
    return min((run for run in runs if run.losses), key=lambda run: min(run.losses), default=None)


def _unique(label: str, labels: Container[str]) -> str:
    name, number = label, 1
    while name in labels:
        number += 1
        name = f"{label} ({number})"
    return name
