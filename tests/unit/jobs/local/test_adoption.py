"""Real workers that outlive their server, and the server that adopts them."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.jobs import LocalRunner
from core.settings import PROJECT
from tests.unit.jobs.local.waiting import has, kill_from_outside, until, until_state
from tests.unit.jobs.work import spec

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


def leave_behind(home: Path, kind: str, event: str) -> str:
    """Id of a job whose server is killed once the job has logged the event."""
    observer = LocalRunner(home)
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(home), kind], cwd=PROJECT)
    try:
        until(lambda: any(has(observer, status.id, event) for status in observer.jobs()))
    finally:
        server.kill()
        server.wait()
    return observer.jobs()[0].id


@pytest.fixture
def successor(home: Path) -> Iterator[LocalRunner]:
    """The runner of the next server, which the test starts."""
    runner = LocalRunner(home)
    yield runner
    runner.stop()


def test_a_restarted_server_adopts_the_worker_that_is_still_alive(
    home: Path, successor: LocalRunner
) -> None:
    job = leave_behind(home, "wait", "waiting")
    assert successor.status(job).state == "running"

    successor.start()
    behind = successor.submit(spec("count"))
    time.sleep(1)
    assert (successor.status(job).state, successor.status(behind).state) == ("running", "queued")

    successor.cancel(job)
    until_state(successor, job, "cancelled")
    until_state(successor, behind, "done")
    assert [row["event"] for row in successor.events(job)].count("started") == 1


def test_an_adopted_worker_that_does_not_listen_is_ended(
    home: Path, successor: LocalRunner
) -> None:
    job = leave_behind(home, "deaf", "waiting")
    successor.start()

    successor.cancel(job)
    until_state(successor, job, "cancelled")


def test_an_adopted_worker_that_is_killed_is_a_failed_job(
    home: Path, successor: LocalRunner
) -> None:
    job = leave_behind(home, "wait", "waiting")
    successor.start()
    time.sleep(1)  # for the runner to see it alive

    kill_from_outside(successor, job)
    until_state(successor, job, "failed")
    assert successor.status(job).message == "The worker ended without a message."


def test_a_worker_that_died_with_its_server_is_interrupted_and_continues_when_resumed(
    home: Path, successor: LocalRunner
) -> None:
    job = leave_behind(home, "count", "step")
    kill_from_outside(successor, job)
    until_state(successor, job, "interrupted")  # at once, before any scheduler runs

    successor.start()
    until(lambda: has(successor, job, "interrupted"))
    assert successor.status(job).state == "interrupted"
    assert "Resume continues" in successor.status(job).hint
    successor.resume(job)
    until_state(successor, job, "done", "failed")
    assert successor.status(job).result == {"counted": 40}
