"""The epochs in a job's log, and the runs of a sweep."""

from typing import Any

from core.jobs import JobSpec, Status
from core.jobs.epochs import best_run, epoch_rows, sweep_runs


def epoch(number: float, loss: float) -> dict[str, Any]:
    return {"event": "epoch", "time": "now", "epoch": number, "validation_loss": loss}


def status(job: str, label: str) -> Status:
    spec = JobSpec(kind="train", title="a run", label=label)
    return Status(id=job, spec=spec, title=spec.title, state="done", turn=0, submitted="")


class Logs:
    """The events of a few jobs, in place of a runner."""

    def __init__(self, **events: list[dict[str, Any]]) -> None:
        self._events = events

    def events(self, job: str) -> list[dict[str, Any]]:
        return self._events[job]


def test_a_repeated_epoch_counts_once_with_its_later_numbers() -> None:
    events = [{"event": "started"}, epoch(1.0, 3.0), epoch(2.0, 2.0), epoch(2.0, 1.5)]

    assert epoch_rows(events) == [
        {"epoch": 1.0, "validation_loss": 3.0},
        {"epoch": 2.0, "validation_loss": 1.5},
    ]


def test_runs_of_one_label_are_told_apart_and_the_lowest_loss_is_the_best() -> None:
    logs: Any = Logs(a=[epoch(1, 3), epoch(2, 1)], b=[epoch(1, 2)], c=[])
    group = [status("a", "seed 0"), status("b", "seed 0"), status("c", "")]

    runs = sweep_runs(logs, group)

    assert [run.label for run in runs] == ["seed 0", "seed 0 (2)", "a run"]
    assert [run.losses for run in runs] == [(3, 1), (2,), ()]
    best = best_run(runs)
    assert best is not None
    assert best.label == "seed 0"
    assert best_run(runs[2:]) is None
