"""The thread beside a worker ends it if it must not go on."""

import shutil
from collections.abc import Callable

import pytest

from core.jobs.cluster import guard as module
from core.jobs.cluster.guard import Guard
from core.jobs.folders.folder import JobFolder
from core.jobs.folders.status import logged_state
from tests.unit.jobs.local.waiting import until


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("BEAT_S", 0.02), ("TICK_S", 0.01), ("GRACE_S", 0.1)):
        monkeypatch.setattr(module, name, seconds)


@pytest.fixture
def started(job: JobFolder) -> JobFolder:
    job.append("started", machine="gpu-1")
    return job


def is_over(after: Callable[[], object], job: JobFolder) -> list[int]:
    """Exit statuses with which the guard ends the process after something happens."""
    left: list[int] = []
    guard = Guard(job, 1, left.append)
    guard.start()
    first = job.heartbeat()
    until(lambda: job.heartbeat() != first)
    assert left == []
    after()
    until(lambda: left)
    guard.close()
    return left


def test_a_job_that_does_not_listen_is_cancelled(started: JobFolder) -> None:
    assert is_over(started.request_stop, started) == [0]
    assert logged_state(started.events()).state == "cancelled"


def test_a_job_whose_folder_is_gone_ends(started: JobFolder) -> None:
    assert is_over(lambda: shutil.rmtree(started.path), started) == [0]


def test_an_attempt_that_counts_as_lost_ends(started: JobFolder) -> None:
    assert is_over(lambda: started.append("interrupted"), started) == [0]


def test_an_attempt_that_another_follows_ends(started: JobFolder) -> None:
    assert is_over(lambda: started.append("queued", turn=2), started) == [0]


def test_a_decision_that_another_has_taken_stands(started: JobFolder) -> None:
    left: list[int] = []
    assert started.claim("end-1")
    guard = Guard(started, 1, left.append)
    started.request_stop()
    guard.start()
    first = started.heartbeat()
    until(lambda: int(started.heartbeat()) > int(first) + 10)
    guard.close()

    assert left == []
    assert logged_state(started.events()).state == "running"
