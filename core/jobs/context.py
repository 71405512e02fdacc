"""The argument of a job's function: parameters, folder, and ways to report progress and stop."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.jobs.folders.folder import JobFolder
from core.jobs.spec import JobSpec, Progress

CHECK_S = 0.05  # between two checks for a request to stop
PROGRESS_S = 0.5  # between two writes of the progress


class CancelledError(Exception):
    """Raised inside a job that has been asked to stop. What it has saved stays on disk."""


@dataclass(frozen=True)
class Lease:
    """Resources that a cluster gives to a job."""

    cpus: int
    gpus: float
    outbox: Path
    """Folder for a checkpoint, which the dashboard checks and moves to its store."""
    ended: Callable[[], bool]
    """Returns whether the cluster has asked the job to end."""

    @property
    def device(self) -> str:
        """Device name as in PyTorch."""
        return "cuda" if self.gpus else "cpu"


class Context:
    """A running job as its function sees it."""

    def __init__(self, home: JobFolder, lease: Lease | None = None) -> None:
        """``lease`` holds the resources that a cluster gives to the job; None on this machine."""
        self.spec: JobSpec = home.spec()
        self.folder: Path = home.path
        self.lease = lease
        self.device: str = lease.device if lease else self.spec.device
        """Device name as in PyTorch."""
        self.owner: str = home.submission().owner
        """Id of the visitor who has started the job; empty if unknown."""
        self._home = home
        self._last_check = self._last_write = -1.0
        self._doing = ""

    def event(self, event: str, **values: Any) -> None:
        """Append an event to the job's log. The values must be JSON values."""
        self._home.append(event, **values)

    def events(self, event: str) -> list[dict[str, Any]]:
        """All events of one name, including those from before the job was resumed."""
        return [row for row in self._home.events() if row["event"] == event]

    def progress(self, progress: Progress, now: bool = False) -> None:
        """Report the progress.

        Written to disk at most twice per second, except with ``now`` or when ``doing`` changes.
        """
        clock = time.monotonic()
        if now or progress.doing != self._doing or clock - self._last_write >= PROGRESS_S:
            self._last_write, self._doing = clock, progress.doing
            self._home.write_progress(json.dumps(asdict(progress)))

    def stop_requested(self) -> bool:
        """Whether to stop now. Reads the disk at most every `CHECK_S` seconds."""
        clock = time.monotonic()
        if clock - self._last_check < CHECK_S:
            return False
        self._last_check = clock
        if self.lease is not None and self.lease.ended():
            return True
        return self._home.stop_requested() or not self._home.exists()

    def check(self) -> None:
        """Raise `CancelledError` if the job has been asked to stop or its folder is gone."""
        if self.stop_requested():
            raise CancelledError

    def threads(self) -> int:
        """Number of CPU threads for the job."""
        return self.lease.cpus if self.lease else worker_threads(self.device)


def worker_threads(device: str) -> int:
    """Number of CPU threads for a worker: at most 4 if a GPU does the work.

    On the CPU it is all cores but one, which is left to the dashboard.
    """
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, (count or 2) - 1) if device == "cpu" else min(4, count or 1)
