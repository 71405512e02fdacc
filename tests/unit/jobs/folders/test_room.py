"""How many jobs wait, of one visitor and of all, and how much disk jobs take."""

from collections.abc import Callable

import pytest

from core.errors import JobError
from core.jobs import LocalRunner
from core.jobs.folders import room
from core.settings import settings
from tests.counts import Tried
from tests.unit.jobs.work import spec


@pytest.fixture
def bounds(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set bounds for the rest of a test."""

    def set_bounds(**values: int) -> None:
        changed = settings().model_copy(update=values)
        monkeypatch.setattr(room, "settings", lambda: changed)

    return set_bounds


def test_one_visitor_has_a_number_of_jobs(runner: LocalRunner, bounds: Callable[..., None]) -> None:
    bounds(visitor_jobs=3)
    jobs = [runner.submit(spec(to=at), owner="browser a") for at in range(1, 4)]

    with pytest.raises(JobError, match="You may have 3 jobs at a time"):
        runner.submit(spec(to=9), owner="browser a")
    assert runner.submit(spec(to=1), owner="browser a") == jobs[0]  # the same one again
    runner.submit(spec(to=9), owner="browser b")
    runner.cancel(jobs[0])
    runner.submit(spec(to=9), owner="browser a")


def test_all_visitors_have_a_number_of_jobs(
    runner: LocalRunner, bounds: Callable[..., None], tried: Tried
) -> None:
    bounds(jobs_waiting=4)
    for at in range(1, 5):
        runner.submit(spec(to=at), owner=f"browser {at}")

    for owner in ("browser 5", ""):
        with pytest.raises(JobError, match="accepts at most 4 jobs at a time"):
            runner.submit(spec(to=9), owner=owner)
    assert len(runner.jobs()) == 4
    tried(2)


def ended(runner: LocalRunner, to: int, event: str, *, mib: int, resumable: bool = False) -> str:
    """A job that has ended, with a result of so many MiB."""
    job = runner.submit(spec(to=to))
    folder = runner.folder(job)
    (folder.path / "result").write_bytes(bytes(mib * 2**20))
    folder.append("started")
    folder.append(event, **({"resumable": resumable} if event != "done" else {}))
    return job


def test_the_oldest_that_have_ended_make_room(
    runner: LocalRunner, bounds: Callable[..., None], tried: Tried
) -> None:
    resumable = ended(runner, 1, "failed", mib=8, resumable=True)
    oldest, second, newest = (ended(runner, at, "done", mib=8) for at in (2, 3, 4))
    bounds(jobs_mb=20)

    waiting = runner.submit(spec(to=9))

    left = {status.id for status in runner.jobs()}
    assert left == {resumable, newest, waiting}  # what can be resumed holds what it has learnt
    assert not left & {oldest, second}
    tried(4)


def test_without_room_a_job_is_refused_in_a_sentence(
    runner: LocalRunner, bounds: Callable[..., None]
) -> None:
    ended(runner, 1, "failed", mib=30, resumable=True)
    bounds(jobs_mb=16)

    with pytest.raises(JobError, match="The jobs take 30 MiB, and 16 are allowed: delete"):
        runner.submit(spec(to=9))
    assert len(runner.jobs()) == 1
