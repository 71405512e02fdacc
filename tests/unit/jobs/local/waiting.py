"""Wait for what real workers do, or kill one."""

import json
import os
import signal
import time
from collections.abc import Callable

from core.jobs import LocalRunner, State

PATIENCE_S = 120  # a worker imports PyTorch, which takes long on a busy machine


def until(what: Callable[[], object]) -> None:
    """Wait until ``what`` is true, or fail."""
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def until_state(runner: LocalRunner, job: str, *states: State) -> None:
    until(lambda: runner.status(job).state in states)


def has(runner: LocalRunner, job: str, event: str) -> bool:
    return any(row["event"] == event for row in runner.events(job))


def kill_from_outside(runner: LocalRunner, job: str) -> None:
    pid = json.loads(runner.folder(job).worker.read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
