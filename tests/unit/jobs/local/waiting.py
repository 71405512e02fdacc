"""Wait for what real workers do, or kill one."""

import json
import os
import signal
import time
from collections.abc import Callable

from core.jobs import State
from core.jobs.folders.runner import FolderRunner

PATIENCE_S = 300  # a worker imports PyTorch, which takes long on a busy machine
LONG_S = 900  # for many workers, or for a cluster that has just started again


def until(what: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Wait until ``what`` is true, or fail."""
    deadline = time.monotonic() + patience_s
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def until_state(runner: FolderRunner, job: str, *states: State) -> None:
    until(lambda: runner.status(job).state in states)


def has(runner: FolderRunner, job: str, event: str) -> bool:
    return any(row["event"] == event for row in runner.events(job))


def kill_from_outside(runner: FolderRunner, job: str) -> None:
    pid = json.loads(runner.folder(job).worker.read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
