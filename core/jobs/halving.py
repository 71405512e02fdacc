"""Successive halving: the runs of a sweep that trail are stopped, and the better half goes on.

Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization"
(2016). Runs need not be at the same epoch: at an eighth, a quarter and a half of the epochs, each
is compared with all runs that have come that far, as in Li et al., "A system for massively parallel
hyperparameter tuning" (2020).
"""

import math
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import JobError
from core.jobs.epochs import epoch_rows
from core.jobs.folders.folder import JobFolder, job_folders
from core.jobs.folders.status import logged_state

PARTS = (8, 4, 2)
LOOK_S = 2.0
"""Seconds between two checks of the runs by a scheduler."""


@dataclass(frozen=True)
class Trial:
    """One run of a sweep."""

    job: str
    losses: tuple[float, ...]
    """Validation loss of each epoch so far."""
    epochs: int
    """Planned number of epochs."""
    may_stop: bool = True
    """Whether it runs and halving has not stopped it before; a resumed run is left alone."""


def trailing(trials: Sequence[Trial]) -> dict[str, str]:
    """Runs of one sweep to stop: the id of each job and the reason in one sentence."""
    reasons: dict[str, str] = {}
    for trial in trials:
        rungs = [math.ceil(trial.epochs / part) for part in PARTS]
        reach = [rung for rung in rungs if rung <= len(trial.losses) and rung < trial.epochs]
        if not trial.may_stop or not reach:
            continue
        epoch = max(reach)
        others = [_value(one, epoch) for one in trials if len(one.losses) >= epoch]
        own = _value(trial, epoch)
        rank = 1 + sum(other < own for other in others)
        if rank > math.ceil(len(others) / 2):
            reasons[trial.job] = (
                f"Stopped early: after epoch {epoch} of {trial.epochs} its validation loss, "
                f"{own:.4g}, was number {rank} of {len(others)}, and the better half goes on."
            )
    return reasons


def stop_trailing(home: Path, running: Iterable[JobFolder]) -> None:
    """Stop the running jobs that trail in their sweep, if its specs ask for it (``halve``)."""
    groups: set[str] = set()
    for folder in running:
        with suppress(JobError):
            spec = folder.spec()
            if spec.halve and spec.group:
                groups.add(spec.group)
    if not groups:
        return
    trials: dict[str, list[Trial]] = {group: [] for group in groups}
    for folder in job_folders(home):
        with suppress(JobError):
            group = folder.spec().group
            if group in trials:
                trials[group].append(_trial(folder))
    for group in trials.values():
        for job, reason in trailing(group).items():
            folder = JobFolder(home / job)
            folder.append("halved", message=reason)
            folder.request_stop()


def _trial(folder: JobFolder) -> Trial:
    events = folder.events()
    losses = tuple(row["validation_loss"] for row in epoch_rows(events) if "validation_loss" in row)
    recipe = folder.spec().params.get("recipe")
    epochs = recipe.get("epochs") if isinstance(recipe, dict) else None
    halved = any(event["event"] == "halved" for event in events)
    runs = logged_state(events).state == "running" and not folder.stop_requested()
    return Trial(folder.id, losses, epochs if isinstance(epochs, int) else 1, runs and not halved)


def _value(trial: Trial, epoch: int) -> float:
    loss = trial.losses[epoch - 1]
    return loss if math.isfinite(loss) else math.inf
