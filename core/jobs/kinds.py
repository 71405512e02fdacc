"""The kinds of work that a job can do, and what its function is handed.

To add a kind, put its name and ``module:function`` in `KINDS`. The function takes one `Context`,
runs in a process of its own, and

- reads its parameters from ``context.spec.params``, and writes into ``context.folder``;
- calls ``context.progress`` as often as it likes and ``context.event`` at each milestone;
- calls ``context.check()`` several times a second, which raises `Cancelled` once it must stop;
- on a resumed job finds in its folder what it left there;
- returns a JSON object, the job's result, or raises: a `LatentLabError` is shown as it is.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from core.errors import JobError
from core.jobs.folder import JobFolder
from core.jobs.spec import JobSpec, Progress

Entry = Callable[["Context"], dict[str, Any]]


class Cancelled(Exception):
    """Raised inside a job that has been asked to stop; what it has kept on disk stays."""


# Named, not imported: only the worker that needs a module pays for importing it.
KINDS: dict[str, str] = {
    "train": "core.jobs.train:run",
    "project": "core.jobs.project:run",
    "clusters": "core.jobs.clustering:run",
    "elbow": "core.jobs.clustering:run_elbow",
}

CHECK_S = 0.05  # between two looks for a request to stop
PROGRESS_S = 0.5  # between two writes of the progress
NICENESS = {"train": 10}  # how far the work of a kind gives way to the dashboard
USUAL_NICENESS = 5


def entry_at(place: str) -> Entry:
    """The function at ``module:function``."""
    module, function = place.split(":")
    entry: Entry = getattr(import_module(module), function)
    return entry


def require_kind(kind: str) -> None:
    """Raise `JobError` unless the kind is known."""
    if kind not in KINDS:
        raise JobError(f"There is no kind of job {kind!r}, only {', '.join(KINDS)}.")


class Context:
    """A running job's side of its folder."""

    def __init__(self, home: JobFolder) -> None:
        self.spec: JobSpec = home.spec()
        self.folder: Path = home.path
        self._home = home
        self._checked = self._written = -1.0
        self._doing = ""

    def event(self, event: str, **values: Any) -> None:
        """Append an event to the job's log; the values must fit into JSON."""
        self._home.append(event, **values)

    def events(self, event: str) -> list[dict[str, Any]]:
        """The events of one name that the log holds, those from before a resume included."""
        return [row for row in self._home.events() if row["event"] == event]

    def progress(self, progress: Progress, now: bool = False) -> None:
        """Say how far the work is.

        Written at most twice a second, save with ``now`` and where something else is done.
        """
        clock = time.monotonic()
        if now or progress.doing != self._doing or clock - self._written >= PROGRESS_S:
            self._written, self._doing = clock, progress.doing
            self._home.write_progress(json.dumps(asdict(progress)))

    def stop_requested(self) -> bool:
        """Whether to stop now; looks at the disk at most every twentieth of a second."""
        clock = time.monotonic()
        if clock - self._checked < CHECK_S:
            return False
        self._checked = clock
        return self._home.stop_requested() or not self._home.exists()

    def check(self) -> None:
        """Raise `Cancelled` once the job has been asked to stop, or its folder is gone."""
        if self.stop_requested():
            raise Cancelled


def lane(spec: JobSpec) -> str:
    """What a job queues for: jobs of one lane run one after the other, in the order of their turns.

    A GPU is one lane, for its memory is what runs out. On the CPU trainings, which may take hours,
    are one and every other kind of work is a second, so that a map never waits for a training; the
    longer work gives way (see `NICENESS`).
    """
    if spec.device == "cpu" and spec.kind != "train":
        return "cpu, beside trainings"
    return spec.device


def worker_threads(device: str) -> int:
    """CPU threads of a worker: on the CPU all cores but one, which the dashboard keeps.

    A queue on the CPU may have a name of its own, such as "cpu, clusters".
    """
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, (count or 2) - 1) if device.startswith("cpu") else min(4, count or 1)
