"""The scheduler, one look at the queue at a time."""

import pytest

from core.jobs import LocalRunner
from core.jobs.folders.events import Event
from core.jobs.folders.folder import JobFolder
from core.jobs.local.scheduler import Scheduler
from tests.unit.jobs.work import spec


def test_jobs_that_have_ended_are_not_read_again_until_their_log_grows(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = runner.submit(spec())
    runner.cancel(job)
    scheduler, reads = Scheduler(runner.home), []
    whole = JobFolder.events

    def events(folder: JobFolder) -> list[Event]:
        reads.append(folder.id)
        return whole(folder)

    monkeypatch.setattr(JobFolder, "events", events)
    monkeypatch.setattr(Scheduler, "_launch", lambda *_: reads.append("launched"))
    scheduler._tick()
    assert reads
    reads.clear()
    scheduler._tick()
    assert reads == []

    runner.resume(job)
    reads.clear()
    scheduler._tick()
    assert reads[-1] == "launched"
