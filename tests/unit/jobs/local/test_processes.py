"""Real workers: how each way of ending looks from outside, and how a job outlives its server."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import JobError
from core.jobs import LocalRunner, State
from core.jobs.folder import JobFolder
from core.jobs.kinds import KINDS
from core.jobs.local.process import kill_worker, process_identity
from core.jobs.local.scheduler import Scheduler
from core.settings import PROJECT
from tests.unit.jobs import work
from tests.unit.jobs.work import spec

PATIENCE_S = 120  # a worker imports PyTorch, which takes long on a busy machine

SERVER = """
import sys, time
from pathlib import Path
from core.jobs import JobSpec, LocalRunner
from core.jobs.kinds import KINDS
from tests.unit.jobs import work

KINDS.update(work.KINDS)
runner = LocalRunner(Path(sys.argv[1]))
runner.start()
runner.submit(JobSpec(kind=sys.argv[2], title="a job", params={"to": 40, "pause": 0.05}))
time.sleep(600)
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder of jobs; workers that are left at the end are killed."""
    path = tmp_path / "jobs"
    yield path
    for worker in path.glob("*/worker.json"):
        kill_worker(JobFolder(worker.parent))


@pytest.fixture
def runner(home: Path) -> Iterator[LocalRunner]:
    """A runner that schedules its jobs."""
    runner = LocalRunner(home)
    runner.start()
    yield runner
    runner.stop()


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


def test_every_way_to_end_is_told_and_the_next_job_works(runner: LocalRunner) -> None:
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
    assert Scheduler(home).is_active()  # for a second server, which must not schedule it too


class Server:
    """A process that runs one runner and has submitted one job to it."""

    def __init__(self, home: Path, kind: str) -> None:
        command = [sys.executable, "-c", SERVER, str(home), kind]
        self.process = subprocess.Popen(command, cwd=PROJECT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(home: Path) -> Iterator[Callable[[str], Server]]:
    servers: list[Server] = []

    def start(kind: str) -> Server:
        servers.append(Server(home, kind))
        return servers[-1]

    yield start
    for started in servers:
        with suppress(ProcessLookupError):
            started.kill()


def only_job(home: Path, event: str) -> str:
    """The id of the one job below ``home``, once it has logged the event."""
    seen = LocalRunner(home)
    until(lambda: any(has(seen, status.id, event) for status in seen.jobs()))
    return seen.jobs()[0].id


def test_a_restarted_server_adopts_the_worker_that_is_still_alive(
    home: Path, server: Callable[[str], Server]
) -> None:
    first = server("wait")
    job = only_job(home, "waiting")
    first.kill()

    runner = LocalRunner(home)
    assert runner.status(job).state == "running"
    runner.start()
    try:
        behind = runner.submit(spec("count"))
        time.sleep(1)
        assert (runner.status(job).state, runner.status(behind).state) == ("running", "queued")

        runner.cancel(job)
        until_state(runner, job, "cancelled")
        until_state(runner, behind, "done")
    finally:
        runner.stop()
    assert [row["event"] for row in runner.events(job)].count("started") == 1


def test_an_adopted_worker_that_does_not_listen_is_ended(
    home: Path, server: Callable[[str], Server]
) -> None:
    first = server("deaf")
    job = only_job(home, "waiting")
    first.kill()
    runner = LocalRunner(home)
    runner.start()
    try:
        runner.cancel(job)
        until_state(runner, job, "cancelled")
    finally:
        runner.stop()


def test_an_adopted_worker_that_is_killed_is_a_failed_job(
    home: Path, server: Callable[[str], Server]
) -> None:
    first = server("wait")
    job = only_job(home, "waiting")
    first.kill()
    runner = LocalRunner(home)
    runner.start()
    try:
        time.sleep(1)  # for the runner to see it alive
        kill_from_outside(runner, job)
        until_state(runner, job, "failed")
        assert runner.status(job).message == "The worker ended without a message."
    finally:
        runner.stop()


def test_a_worker_that_died_with_its_server_is_interrupted_and_goes_on_when_resumed(
    home: Path, server: Callable[[str], Server]
) -> None:
    first = server("count")
    job = only_job(home, "step")
    first.kill()
    runner = LocalRunner(home)
    kill_from_outside(runner, job)
    until_state(runner, job, "interrupted")  # seen at once, before any scheduler runs

    runner.start()
    try:
        until(lambda: has(runner, job, "interrupted"))
        assert runner.status(job).state == "interrupted"
        assert "Resume continues" in runner.status(job).hint
        runner.resume(job)
        until_state(runner, job, "done", "failed")
        assert runner.status(job).result == {"counted": 40}
    finally:
        runner.stop()


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
