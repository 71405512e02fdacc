"""Real workers: each way in which they end, seen from outside."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import JobError
from core.jobs import LocalRunner, State
from core.jobs.kinds import KINDS
from core.jobs.local.process import process_identity
from core.jobs.local.scheduler import Scheduler
from tests.counts import Tried
from tests.unit.jobs import work
from tests.unit.jobs.local.waiting import has, kill_from_outside, until, until_state
from tests.unit.jobs.work import spec


@pytest.fixture
def runner(runner: LocalRunner, home: Path) -> Iterator[LocalRunner]:
    """A runner that schedules its jobs."""
    assert runner.home == home
    runner.start()
    yield runner
    runner.stop()


def test_every_way_to_end_is_told_and_the_next_job_works(runner: LocalRunner, tried: Tried) -> None:
    # Each on a device of its own, so that they work side by side.
    expected: dict[str, tuple[State, str, bool]] = {
        "refuse": ("failed", "There is nothing to do.", True),
        "not_a_number": ("failed", "The loss stopped being a number.", False),
        "crash": ("failed", "The job failed with an unexpected error: 1 / 0", True),
        "leave": ("failed", "The worker ended without a message.", True),
        "no_memory": ("failed", "Out of memory on no_memory.", False),
        "no_room": ("failed", "The disk is full.", True),
        "count": ("done", "", False),
    }
    params = {"no_memory": {"bytes": 2**60}}
    jobs = {kind: runner.submit(spec(kind, kind, **params.get(kind, {}))) for kind in expected}

    for kind, (state, message, resumable) in expected.items():
        until_state(runner, jobs[kind], "done", "failed")
        status = runner.status(jobs[kind])
        assert (status.state, status.message, status.resumable) == (state, message, resumable)
    assert runner.status(jobs["count"]).result == {"counted": 3}
    assert runner.status(jobs["count"]).progress.share == 1
    assert "Halve the batch size" in runner.status(jobs["no_memory"]).hint
    assert "ZeroDivisionError" in runner.log(jobs["crash"])

    small = runner.submit(spec("no_memory", "no_memory"))
    until_state(runner, small, "done", "failed")
    assert runner.status(small).result == {"held": 1000}
    tried(len(jobs))


def test_one_job_a_device_in_the_order_of_their_turns(runner: LocalRunner) -> None:
    jobs = [runner.submit(spec("count", label=f"{number}", pause=0.1)) for number in range(2)]
    other = runner.submit(spec("wait", "another device"))

    most = 0
    while any(runner.status(job).active for job in jobs):
        states = [runner.status(job).state for job in jobs]
        most = max(most, states.count("running"))
        assert states != ["queued", "running"]
    until(lambda: has(runner, other, "waiting"))

    assert most == 1
    assert [runner.status(job).state for job in jobs] == ["done", "done"]
    assert runner.status(other).state == "running"
    runner.cancel(other)
    until_state(runner, other, "cancelled")


def test_a_map_is_made_beside_a_training(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = replace(KINDS["train"], function=work.KINDS["wait"].function)
    monkeypatch.setitem(KINDS, "train", waiting)
    training = runner.submit(spec("train"))
    until(lambda: has(runner, training, "waiting"))

    other = runner.submit(spec("count"))
    until_state(runner, other, "done")

    assert runner.status(training).state == "running"
    pid = json.loads(runner.folder(training).worker.read_text())["pid"]
    assert os.getpriority(os.PRIO_PROCESS, pid) >= 10  # it gives way to the dashboard
    session = Path(f"/proc/{pid}/autogroup")
    if session.exists():
        assert session.read_text().endswith("nice 10\n")
    runner.cancel(training)
    until_state(runner, training, "cancelled")


def test_a_running_job_stops_and_cannot_be_deleted_before(runner: LocalRunner) -> None:
    job = runner.submit(spec("wait"))
    until(lambda: has(runner, job, "waiting"))
    with pytest.raises(JobError, match="A running job cannot be deleted; stop it first"):
        runner.delete(job)

    runner.cancel(job)
    assert runner.status(job).state in ("stopping", "cancelled")
    runner.cancel(job)
    until_state(runner, job, "cancelled")
    runner.cancel(job)

    assert [row["event"] for row in runner.events(job)].count("cancelled") == 1
    assert runner.status(job).resumable
    until(lambda: not runner.folder(job).alive())
    runner.delete(job)
    assert runner.jobs() == []


def test_a_worker_that_does_not_listen_is_ended(runner: LocalRunner) -> None:
    job = runner.submit(spec("deaf"))
    until(lambda: has(runner, job, "waiting"))

    runner.cancel(job)
    until_state(runner, job, "cancelled")

    assert not runner.folder(job).alive()


def test_a_killed_worker_is_a_failed_job_that_goes_on_when_resumed(runner: LocalRunner) -> None:
    job = runner.submit(spec("count", to=60, pause=0.05))
    until(lambda: has(runner, job, "step"))
    kill_from_outside(runner, job)
    until_state(runner, job, "failed")
    assert "killed from outside (SIGKILL)" in runner.status(job).message
    reached = int(runner.read(job, "count.txt"))

    runner.resume(job)
    until_state(runner, job, "done", "failed")

    assert runner.status(job).result == {"counted": 60}
    steps = [row["number"] for row in runner.events(job) if row["event"] == "step"]
    assert steps[-1] == 60
    assert steps.count(1) == 1 if reached > 1 else steps.count(1) <= 2


def test_a_folder_deleted_under_its_worker_ends_the_job_and_nothing_else(
    runner: LocalRunner,
) -> None:
    job, other = runner.submit(spec("wait")), runner.submit(spec("wait", "another device"))
    until(lambda: has(runner, job, "waiting") and has(runner, other, "waiting"))
    folder = runner.folder(job).path
    pid = json.loads((folder / "worker.json").read_text())["pid"]

    shutil.rmtree(folder)
    until(lambda: process_identity(pid) is None)

    assert not folder.exists()
    assert [status.id for status in runner.jobs()] == [other]
    next_one = runner.submit(spec("count"))
    until_state(runner, next_one, "done")
    assert runner.trouble == ""
    runner.cancel(other)
    until_state(runner, other, "cancelled")


def test_a_jobs_folder_that_is_deleted_is_begun_anew(runner: LocalRunner, home: Path) -> None:
    job = runner.submit(spec("wait"))
    until(lambda: has(runner, job, "waiting"))
    pid = json.loads(runner.folder(job).worker.read_text())["pid"]

    shutil.rmtree(home, ignore_errors=True)  # its worker deletes too
    until(lambda: process_identity(pid) is None)
    next_one = runner.submit(spec("count"))
    until_state(runner, next_one, "done")

    assert [status.id for status in runner.jobs()] == [next_one]
    assert runner.trouble == ""
    assert Scheduler(home).loop.is_active()  # for a second server, which must not schedule it too


def test_only_one_of_two_runners_starts_workers(runner: LocalRunner, home: Path) -> None:
    second = LocalRunner(home)
    second.start()
    try:
        jobs = [second.submit(spec("count", label=f"{number}")) for number in range(3)]
        for job in jobs:
            until_state(runner, job, "done", "failed")
            names = [row["event"] for row in runner.events(job)]
            assert names.count("started") == 1
            assert names[-1] == "done"
    finally:
        second.stop()
