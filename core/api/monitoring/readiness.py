"""Whether the dashboard can do its work now, and what it lacks: each check is one sentence.

The sentences name no folder, because anyone may read them.
"""

import os
import shutil
import time
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from core import jobs
from core.api.server.later import Later
from core.errors import CheckpointError
from core.settings import settings
from core.text.numbers import quantity

DATASET = "mnist"
MIB = 2**20
FULL_MB, SCARCE_MB = 64, 1024
"""Free disk space below which nothing can be saved, and below which the operator is warned."""
KEPT_S = 1.0
"""Seconds for which the outcomes are reused, however many requests arrive."""


class Level(StrEnum):
    """Outcome of a check."""

    OK = "ok"
    WARNING = "warning"
    """Visitors notice, but everything else works."""
    FAILED = "failed"


@dataclass(frozen=True)
class Check:
    """One check and its outcome."""

    name: str
    level: Level
    sentence: str


class Readiness:
    """The checks of this server; ``computing`` are the routes that it imports after its start."""

    def __init__(self, computing: Later) -> None:
        self._computing = computing
        self._lock = Lock()
        self._at, self._checks = -KEPT_S, list[Check]()

    def checks(self) -> list[Check]:
        """Every check, at most `KEPT_S` seconds old. Reads files, but downloads nothing."""
        with self._lock:
            if time.monotonic() - self._at >= KEPT_S:
                self._checks = self._look()
                self._at = time.monotonic()
            return self._checks

    def _look(self) -> list[Check]:
        if not self._computing.is_loaded:
            return [
                Check("start", Level.FAILED, "The server is starting: PyTorch is being imported.")
            ]
        return [data(), store(), disk(), queue(), job_runner()]


def data() -> Check:
    """Whether the digits are available, and whether all of them are or only a sample."""
    from core.data import library  # late: it needs PyTorch

    name, title = "data", library.entry_named(DATASET).title
    remedy = f"run '{library.fetch_command(DATASET)}' on the server"
    dataset = library.if_loaded(DATASET)
    if (dataset is not None and not dataset.is_sample) or (
        dataset is None and library.is_stored(DATASET)
    ):
        return Check(name, Level.OK, f"{title} is available.")
    if dataset is not None or library.is_local(DATASET):
        return Check(name, Level.WARNING, f"Only a sample of {title} is available: {remedy}.")
    return Check(name, Level.FAILED, f"{title} is not on this machine: {remedy}.")


def store() -> Check:
    """Whether the store has usable checkpoints."""
    from core.checkpoints.pool import pool  # late as well

    name = "store"
    try:
        entries = pool().store.entries()
    except CheckpointError:
        problem = "The folder of the checkpoints cannot be read: restore it, or correct its rights."
        return Check(name, Level.FAILED, problem)
    damage_count = sum(entry.card is None for entry in entries)
    usable = len(entries) - damage_count
    if not usable:
        problem = "There is no usable checkpoint: restore the folder, or train a network."
        return Check(name, Level.FAILED, problem)
    if damage_count:
        problem = f"{damage_count} of {len(entries)} checkpoints cannot be read: see Checkpoints."
        return Check(name, Level.WARNING, problem)
    return Check(name, Level.OK, f"{quantity(usable, 'checkpoint')} can be used.")


def disk() -> Check:
    """Whether there is room for jobs and results."""
    name, home = "disk", settings().home
    try:
        home.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(home).free // MIB
    except OSError as error:
        return Check(name, Level.FAILED, f"The home folder cannot be used: {error.strerror}.")
    # os.access knows the user's rights and a read-only file system, but root may do anything.
    if not os.access(home, os.W_OK):
        return Check(name, Level.FAILED, "The home folder cannot be written: correct its rights.")
    if free < FULL_MB:
        problem = f"Only {free:,} MiB of disk are free: delete jobs, or enlarge the disk."
        return Check(name, Level.FAILED, problem)
    if free < SCARCE_MB:
        return Check(name, Level.WARNING, f"Only {free:,} MiB of disk are free.")
    return Check(name, Level.OK, f"{free:,} MiB of disk are free.")


def queue() -> Check:
    """Whether there is room for another call and another computation."""
    from core.api.server.endpoint import shared_workers  # late as well
    from core.inference import queue

    name, waiting = "queue", queue.pending()
    if shared_workers().is_full or waiting >= queue.ALL_PENDING:
        return Check(name, Level.FAILED, "Too many calls wait: new ones are refused for a moment.")
    return Check(name, Level.OK, f"{quantity(waiting, 'computation')} waiting or running.")


def job_runner() -> Check:
    """Whether jobs are started."""
    runner = jobs.runner()
    trouble = runner.trouble
    level = Level.FAILED if trouble else Level.OK
    if trouble and trouble == runner.cluster.loop.trouble:
        level = Level.WARNING  # jobs of this machine run without the cluster
    return Check("jobs", level, trouble or "Jobs are started in turn.")
