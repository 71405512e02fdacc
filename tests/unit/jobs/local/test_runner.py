"""The local runner: any number of runners and browser tabs see the same jobs."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from core.errors import JobError
from core.jobs import LocalRunner, PermittedRunner
from core.jobs.folders import events as events_module
from core.jobs.folders import runner as runner_module
from core.visitors.visitor import LOCAL
from tests.counts import Tried
from tests.unit.jobs.work import full_disk, spec


def test_a_queued_job_is_seen_by_any_runner(runner: LocalRunner) -> None:
    job = runner.submit(spec(to=7))

    seen = LocalRunner(runner.home).status(job)
    assert (seen.state, seen.ahead, seen.title) == ("queued", 0, "a count")
    assert seen.spec.params == {"to": 7}
    assert runner.folder(job).exists()


def test_an_unknown_kind_is_refused(runner: LocalRunner) -> None:
    with pytest.raises(JobError, match="no kind of job 'paint', only train"):
        runner.submit(spec("paint"))

    assert runner.jobs() == []


def test_a_hundred_double_clicks_are_one_job(runner: LocalRunner, tried: Tried) -> None:
    others = [LocalRunner(runner.home) for _ in range(8)]

    def click(number: int) -> str:
        return others[number % 8].submit(spec())

    with ThreadPoolExecutor(16) as threads:
        jobs = set(threads.map(click, range(100)))

    assert len(jobs) == 1
    assert len(runner.jobs()) == 1
    tried(100)


def test_an_equal_job_is_a_new_one_once_the_first_has_ended(runner: LocalRunner) -> None:
    first = runner.submit(spec())
    runner.folder(first).append("started")
    lock = runner.folder(first).take_lock()  # as its worker holds it
    assert lock is not None
    try:
        assert runner.submit(spec()) == first
    finally:
        os.close(lock)
    runner.folder(first).append("failed", resumable=True)

    second = runner.submit(spec())

    assert second != first
    runner.delete(first)
    assert runner.submit(spec()) == second
    runner.delete(second)
    assert runner.submit(spec()) not in (first, second)


def test_equal_jobs_of_two_scopes_are_two_jobs_one_after_the_other(runner: LocalRunner) -> None:
    tabs = [runner, LocalRunner(runner.home)]

    with ThreadPoolExecutor(2) as threads:
        jobs = list(threads.map(lambda n: tabs[n].submit(spec(), f"visitor {n}"), range(2)))

    assert sorted(status.id for status in runner.jobs()) == sorted(jobs)
    assert [(status.turn, status.ahead) for status in runner.jobs()] == [(1, 0), (2, 1)]


def test_fifty_jobs_wait_each_for_those_before_it(runner: LocalRunner, tried: Tried) -> None:
    jobs = [runner.submit(spec(label=f"run {number}")) for number in range(50)]

    queue = runner.jobs()

    assert [status.id for status in queue] == jobs
    assert [status.ahead for status in queue] == list(range(50))
    tried(len(jobs))


def test_a_map_waits_for_no_training_on_the_cpu_but_for_all_work_on_a_gpu(
    runner: LocalRunner,
) -> None:
    for device in ("cpu", "cuda:0"):
        for place, kind in enumerate(("train", "count", "train", "wait")):
            runner.submit(spec(kind, device, label=f"number {place}"))

    assert [status.ahead for status in runner.jobs()] == [0, 0, 1, 1, 0, 1, 2, 3]


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_jumps_changes_no_turn_and_no_state(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    class Jumped(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # pyrefly: ignore[bad-override]
            return datetime.now(UTC) + timedelta(days=days)

    first = runner.submit(spec())
    runner.folder(first).append("started")
    monkeypatch.setattr(runner_module, "datetime", Jumped)
    monkeypatch.setattr(events_module, "datetime", Jumped)
    second = runner.submit(spec(label="second"))
    runner.folder(first).append("done", result={})

    assert [status.id for status in runner.jobs()] == [first, second]
    assert [status.state for status in runner.jobs()] == ["done", "queued"]
    times = [status.submitted for status in runner.jobs()]
    assert (times[1] > times[0]) == (days > 0)


def test_a_full_disk_is_a_sentence_and_leaves_nothing(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner.submit(spec())
    monkeypatch.setattr(os, "fsync", full_disk)

    with pytest.raises(JobError, match="could not be queued.*disk is full.*make room"):
        runner.submit(spec(label="second"))

    assert len(runner.jobs()) == 1
    assert not list(runner.home.glob(".new-*"))


def test_a_waiting_job_is_cancelled_at_once_and_twice_is_once(runner: LocalRunner) -> None:
    job = runner.submit(spec())

    runner.cancel(job)
    runner.cancel(job)

    assert runner.status(job).state == "cancelled"
    assert [event["event"] for event in runner.events(job)] == ["queued", "cancelled"]


def test_a_resumed_job_waits_behind_the_others(runner: LocalRunner) -> None:
    first, second = runner.submit(spec()), runner.submit(spec(label="second"))
    runner.cancel(first)

    runner.resume(first)
    runner.resume(first)

    assert [status.id for status in runner.jobs()] == [second, first]
    assert runner.status(first).state == "queued"
    assert [event["event"] for event in runner.events(first)].count("queued") == 2


def test_a_job_that_is_done_can_be_neither_stopped_nor_resumed(runner: LocalRunner) -> None:
    job = runner.submit(spec())
    runner.folder(job).append("done", result={"counted": 3})

    runner.cancel(job)

    assert runner.status(job).state == "done"
    assert runner.status(job).result == {"counted": 3}
    with pytest.raises(JobError, match="'a count' cannot be resumed; start it again"):
        runner.resume(job)


def test_a_retry_is_a_new_job_with_the_same_work(runner: LocalRunner) -> None:
    job = runner.submit(spec(to=7))
    runner.rename(job, "my favourite")

    runner.cancel(job)

    again = PermittedRunner(runner, LOCAL).retry(job)

    assert again == PermittedRunner(runner, LOCAL).retry(job) != job
    assert runner.status(again).title == "my favourite"
    assert runner.status(again).spec.params == {"to": 7}


def test_a_new_name_is_kept_whatever_happens_next(runner: LocalRunner) -> None:
    job = runner.submit(spec())

    runner.rename(job, "  my \n favourite ")
    runner.cancel(job)

    assert LocalRunner(runner.home).status(job).title == "my favourite"
    with pytest.raises(JobError, match="between 1 and 200 characters"):
        runner.rename(job, "   ")


def test_a_deleted_job_is_gone_for_every_method(runner: LocalRunner) -> None:
    job = runner.submit(spec())

    runner.delete(job)

    assert runner.jobs() == []
    assert [path.name for path in runner.home.iterdir()] == [".counter.lock"]
    calls: list[Callable[[str], object]] = [
        runner.status, runner.events, runner.log, runner.files, runner.cancel, runner.resume,
        runner.delete, PermittedRunner(runner, LOCAL).retry,
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(JobError, match="There is no job .* deleted"):
            call(job)


@pytest.mark.parametrize("job", ["", "..", "../jobs", "000001-zzzzzzzzzzzz", "a/b", "\0", "é"])
def test_nothing_but_a_job_is_taken_for_one(runner: LocalRunner, job: str) -> None:
    runner.submit(spec())

    with pytest.raises(JobError, match="There is no job"):
        runner.delete(job)


def test_a_damaged_description_hides_no_other_job(runner: LocalRunner) -> None:
    damaged, whole = runner.submit(spec()), runner.submit(spec(label="second"))
    (runner.folder(damaged).path / "spec.json").write_text('{"spec": {"kind"')

    states = {status.id: status.state for status in runner.jobs()}

    assert states == {damaged: "damaged", whole: "queued"}
    assert "cannot be read" in runner.status(damaged).message
    runner.delete(damaged)
    assert [status.id for status in runner.jobs()] == [whole]


def test_a_damaged_log_still_says_what_it_can(runner: LocalRunner) -> None:
    job = runner.submit(spec())
    with (runner.folder(job).path / "events.jsonl").open("ab") as file:
        file.write(b"\x00\x00garbage\n")
    runner.cancel(job)

    assert runner.status(job).state == "cancelled"
    assert runner.status(job).skipped_lines == 1


def test_the_end_of_a_log_comes_in_whole_lines(runner: LocalRunner) -> None:
    job = runner.submit(spec())
    assert runner.log(job) == ""
    path = runner.folder(job).log
    path.write_bytes("".join(f"line {number} ä\n" for number in range(100)).encode() + b"\xff")

    assert runner.log(job, 25) == "line 98 ä\nline 99 ä\n\ufffd"
    assert runner.log(job).startswith("line 0 ä\n")
    path.unlink()
    assert runner.log(job) == ""


def test_a_runner_that_was_not_started_says_so(runner: LocalRunner) -> None:
    assert "Jobs are not being started" in runner.trouble

    runner.start()
    try:
        assert runner.trouble == ""
    finally:
        runner.stop()


def test_a_file_that_a_job_has_left_is_read_through_the_runner(runner: LocalRunner) -> None:
    job = runner.submit(spec())
    folder = runner.folder(job).path / "snapshots"
    folder.mkdir()
    (folder / "00001").write_bytes(b"an epoch")

    assert runner.files(job, "snapshots") == ["00001"]
    assert runner.read(job, "snapshots/00001") == b"an epoch"
    with pytest.raises(JobError, match="has no file 'snapshots/00002'"):
        runner.read(job, "snapshots/00002")


def test_a_job_of_an_earlier_version_is_listed_and_no_other_is_equal_to_it(
    runner: LocalRunner,
) -> None:
    home = runner.folder(runner.submit(spec()))
    file = home.path / "spec.json"
    content = json.loads(file.read_text())
    del content["key"]
    file.write_text(json.dumps(content))

    assert [status.id for status in runner.jobs()] == [home.id]
    assert runner.submit(spec()) != home.id
