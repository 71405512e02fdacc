"""The status of a job, derived from its log and from whether its worker is alive."""

import os
from pathlib import Path

import pytest

from core.errors import JobError
from core.jobs.ending import INTERRUPTED
from core.jobs.folders.events import Event
from core.jobs.folders.folder import JobFolder, Submission
from core.jobs.folders.status import logged_state, read_status
from tests.unit.jobs.work import spec


@pytest.mark.parametrize(
    ("names", "state"),
    [
        ([], "queued"),
        (["queued"], "queued"),
        (["queued", "started"], "running"),
        (["queued", "started", "epoch", "done"], "done"),
        (["queued", "started", "failed"], "failed"),
        (["queued", "cancelled"], "cancelled"),
        (["queued", "started", "interrupted"], "interrupted"),
        (["queued", "started", "interrupted", "queued"], "queued"),
        (["queued", "started", "cancelled", "queued", "started"], "running"),
        (["queued", "unheard of"], "queued"),
    ],
)
def test_the_logged_state_is_that_of_the_last_change(names: list[str], state: str) -> None:
    assert logged_state([{"event": name} for name in names]).state == state


def test_values_of_a_wrong_type_count_as_missing() -> None:
    logged = logged_state(
        [
            {"event": "queued", "turn": "seven"},
            {"event": "renamed", "title": 7},
            {"event": "done", "result": "nothing"},
        ]
    )

    assert (logged.turn, logged.title, logged.result) == (0, "", {})


@pytest.fixture
def started(tmp_path: Path) -> JobFolder:
    """A job whose log says that it runs, and whose worker is not alive."""
    path = tmp_path / "000001-0123456789ab"
    path.mkdir()
    folder = JobFolder(path)
    folder.create(Submission(spec=spec(), submitted="2026-01-31T12:00:00+00:00"))
    folder.append("queued", turn=1)
    folder.append("started")
    return folder


def test_a_dead_worker_without_a_logged_end_takes_the_end_that_is_given(started: JobFolder) -> None:
    status = read_status(started, lambda: INTERRUPTED)

    assert (status.state, status.resumable) == ("interrupted", True)
    assert read_status(started, lambda: None).state == "running"
    assert [event["event"] for event in started.events()] == ["queued", "started"]


def test_a_living_worker_is_running_and_then_stopping(started: JobFolder) -> None:
    def no_end() -> Event:
        raise AssertionError("the worker is alive")

    lock = started.take_lock()
    assert lock is not None
    try:
        assert read_status(started, no_end).state == "running"
        started.request_stop()
        assert read_status(started, no_end).state == "stopping"
    finally:
        os.close(lock)


def test_a_deleted_job_has_no_status(tmp_path: Path) -> None:
    with pytest.raises(JobError, match="There is no job"):
        read_status(JobFolder(tmp_path / "000001-0123456789ab"), lambda: None)
