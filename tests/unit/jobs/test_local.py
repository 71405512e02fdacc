"""The queue of jobs: what is written is what is seen, by any number of runners and tabs."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import torch

from core.errors import JobError
from core.jobs import JobSpec, LocalRunner, process, worker
from core.jobs import events as events_module
from core.jobs import local as local_module
from core.jobs.events import Event, EventReader, append
from core.jobs.folder import JobFolder
from core.jobs.history import standing
from core.jobs.kinds import KINDS, Context
from core.jobs.minder import Minder
from core.jobs.shelf import Shelf
from core.jobs.verdict import DISK_FULL, INTERRUPTED, verdict_on
from core.storage.files import write_atomic
from tests.unit.jobs import kinds


@pytest.fixture(autouse=True)
def test_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, place in kinds.KINDS.items():
        monkeypatch.setitem(KINDS, name, place)


@pytest.fixture
def runner(tmp_path: Path) -> LocalRunner:
    """A runner that nobody has started: what it is told stays in the queue."""
    return LocalRunner(tmp_path / "jobs")


def spec(kind: str = "count", device: str = "cpu", **params: object) -> JobSpec:
    return JobSpec(kind=kind, title=f"a {kind}", device=device, params=params)


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class TestEvents:
    @pytest.fixture
    def log(self, tmp_path: Path) -> Path:
        path = tmp_path / "events.jsonl"
        path.touch()
        return path

    def test_come_back_in_order_as_they_are_added(self, log: Path) -> None:
        reader = EventReader()
        append(log, "first", number=1)
        assert [event["event"] for event in reader.read(log)[0]] == ["first"]

        append(log, "second", text="ä\n")

        first, second = reader.read(log)[0]
        assert (first["number"], second["text"]) == (1, "ä\n")

    def test_half_a_last_line_is_shown_once_it_is_whole(self, log: Path) -> None:
        reader = EventReader()
        append(log, "first")
        line = b'{"event": "second"}\n'
        with log.open("ab") as file:
            file.write(line[:9])
        assert [event["event"] for event in reader.read(log)[0]] == ["first"]

        with log.open("ab") as file:
            file.write(line[9:])

        assert [event["event"] for event in reader.read(log)[0]] == ["first", "second"]
        assert reader.read(log)[1] == 0

    @pytest.mark.parametrize(
        "garbage", [b"not json", b"\xff\x00\xfe", b"[1, 2]", b'{"event": 3}', b"[" * 100_000]
    )
    def test_a_garbage_line_is_skipped_and_counted(self, log: Path, garbage: bytes) -> None:
        append(log, "first")
        with log.open("ab") as file:
            file.write(garbage + b"\n")
        append(log, "second")

        events, skipped = EventReader().read(log)

        assert [event["event"] for event in events] == ["first", "second"]
        assert skipped == 1

    def test_an_event_after_half_a_line_is_not_lost(self, log: Path) -> None:
        log.write_bytes(b'{"event": "fir')
        append(log, "second")

        events, skipped = EventReader().read(log)

        assert [event["event"] for event in events] == ["second"]
        assert skipped == 1

    def test_a_shrunk_file_is_read_from_its_beginning(self, log: Path) -> None:
        reader = EventReader()
        for name in ("first", "second", "third"):
            append(log, name)
        reader.read(log)

        with log.open("r+b") as file:
            file.truncate(len(log.read_bytes().splitlines(keepends=True)[0]))

        assert [event["event"] for event in reader.read(log)[0]] == ["first"]

    def test_a_replaced_file_is_read_from_its_beginning(self, log: Path) -> None:
        reader = EventReader()
        append(log, "first")
        reader.read(log)
        other = log.with_name("other")
        other.write_text('{"event": "x"}\n{"event": "y"}\n{"event": "z"}\n' * 9)

        other.replace(log)

        assert len(reader.read(log)[0]) == 27

    def test_there_are_none_without_a_file(self, tmp_path: Path) -> None:
        assert EventReader().read(tmp_path / "nothing") == ([], 0)
        with pytest.raises(FileNotFoundError):
            append(tmp_path / "nothing", "first")


class TestStanding:
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
    def test_is_what_the_last_change_says(self, names: list[str], state: str) -> None:
        assert standing([{"event": name} for name in names]).state == state

    def test_takes_values_of_a_wrong_type_for_absent(self) -> None:
        stand = standing(
            [
                {"event": "queued", "turn": "seven"},
                {"event": "renamed", "title": 7},
                {"event": "done", "result": "nothing"},
            ]
        )

        assert (stand.turn, stand.title, stand.result) == (0, "", {})


class TestSubmit:
    def test_queues_a_job_that_any_runner_sees(self, runner: LocalRunner) -> None:
        job = runner.submit(spec(to=7))

        seen = LocalRunner(runner.home).status(job)
        assert (seen.state, seen.ahead, seen.title) == ("queued", 0, "a count")
        assert seen.spec.params == {"to": 7}
        assert runner.results(job).is_dir()

    def test_refuses_an_unknown_kind(self, runner: LocalRunner) -> None:
        with pytest.raises(JobError, match="no kind of job 'paint', only train"):
            runner.submit(spec("paint"))

        assert runner.jobs() == []

    def test_a_hundred_double_clicks_are_one_job(self, runner: LocalRunner) -> None:
        others = [LocalRunner(runner.home) for _ in range(8)]

        def click(number: int) -> str:
            return others[number % 8].submit(spec(), "one press of one button")

        with ThreadPoolExecutor(16) as threads:
            jobs = set(threads.map(click, range(100)))

        assert len(jobs) == 1
        assert len(runner.jobs()) == 1

    def test_two_tabs_at_once_are_two_jobs_one_after_the_other(self, runner: LocalRunner) -> None:
        tabs = [runner, LocalRunner(runner.home)]

        with ThreadPoolExecutor(2) as threads:
            jobs = list(threads.map(lambda n: tabs[n].submit(spec(), f"tab {n}"), range(2)))

        assert sorted(status.id for status in runner.jobs()) == sorted(jobs)
        assert [(status.turn, status.ahead) for status in runner.jobs()] == [(1, 0), (2, 1)]

    def test_fifty_jobs_wait_each_for_those_before_it(self, runner: LocalRunner) -> None:
        jobs = [runner.submit(spec()) for _ in range(50)]

        queue = runner.jobs()

        assert [status.id for status in queue] == jobs
        assert [status.ahead for status in queue] == list(range(50))

    def test_a_map_waits_for_no_training_on_the_cpu_but_for_all_work_on_a_gpu(
        self, runner: LocalRunner
    ) -> None:
        for device in ("cpu", "cuda:0"):
            for kind in ("train", "count", "train", "wait"):
                runner.submit(spec(kind, device))

        assert [status.ahead for status in runner.jobs()] == [0, 0, 1, 1, 0, 1, 2, 3]

    @pytest.mark.parametrize("days", [-400, 400])
    def test_a_clock_that_jumps_changes_no_turn_and_no_state(
        self, runner: LocalRunner, monkeypatch: pytest.MonkeyPatch, days: int
    ) -> None:
        class Jumped(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # pyrefly: ignore[bad-override]
                return datetime.now(UTC) + timedelta(days=days)

        first = runner.submit(spec())
        JobFolder(runner.results(first)).append("started")
        monkeypatch.setattr(local_module, "datetime", Jumped)
        monkeypatch.setattr(events_module, "datetime", Jumped)
        second = runner.submit(spec())
        JobFolder(runner.results(first)).append("done", result={})

        assert [status.id for status in runner.jobs()] == [first, second]
        assert [status.state for status in runner.jobs()] == ["done", "queued"]
        times = [status.submitted for status in runner.jobs()]
        assert (times[1] > times[0]) == (days > 0)

    def test_a_full_disk_is_a_sentence_and_leaves_nothing(
        self, runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        runner.submit(spec())
        monkeypatch.setattr(os, "fsync", full_disk)

        with pytest.raises(JobError, match="could not be queued.*disk is full.*make room"):
            runner.submit(spec())

        assert len(runner.jobs()) == 1
        assert not list(runner.home.glob(".new-*"))


class TestChanges:
    def test_a_waiting_job_is_cancelled_at_once_and_twice_is_once(
        self, runner: LocalRunner
    ) -> None:
        job = runner.submit(spec())

        runner.cancel(job)
        runner.cancel(job)

        assert runner.status(job).state == "cancelled"
        assert [event["event"] for event in runner.events(job)] == ["queued", "cancelled"]

    def test_a_resumed_job_waits_behind_the_others(self, runner: LocalRunner) -> None:
        first, second = runner.submit(spec()), runner.submit(spec())
        runner.cancel(first)

        runner.resume(first)
        runner.resume(first)

        assert [status.id for status in runner.jobs()] == [second, first]
        assert runner.status(first).state == "queued"
        assert [event["event"] for event in runner.events(first)].count("queued") == 2

    def test_a_job_that_is_done_can_be_neither_stopped_nor_resumed(
        self, runner: LocalRunner
    ) -> None:
        job = runner.submit(spec())
        JobFolder(runner.results(job)).append("done", result={"counted": 3})

        runner.cancel(job)

        assert runner.status(job).state == "done"
        assert runner.status(job).result == {"counted": 3}
        with pytest.raises(JobError, match="'a count' cannot be resumed; start it again"):
            runner.resume(job)

    def test_a_retry_is_a_new_job_with_the_same_work(self, runner: LocalRunner) -> None:
        job = runner.submit(spec(to=7))
        runner.rename(job, "my favourite")

        again = runner.retry(job, "a press")

        assert again == runner.retry(job, "a press") != job
        assert runner.status(again).title == "my favourite"
        assert runner.status(again).spec.params == {"to": 7}

    def test_a_new_name_is_kept_whatever_happens_next(self, runner: LocalRunner) -> None:
        job = runner.submit(spec())

        runner.rename(job, "  my \n favourite ")
        runner.cancel(job)

        assert LocalRunner(runner.home).status(job).title == "my favourite"
        with pytest.raises(JobError, match="between 1 and 200 characters"):
            runner.rename(job, "   ")

    def test_a_deleted_job_is_gone_for_every_method(self, runner: LocalRunner) -> None:
        job = runner.submit(spec())

        runner.delete(job)

        assert runner.jobs() == []
        assert [path.name for path in runner.home.iterdir()] == [".counter.lock"]
        calls: list[Callable[[str], object]] = [
            runner.status, runner.events, runner.results, runner.cancel, runner.resume,
            runner.delete, runner.retry,
        ]  # fmt: skip
        for call in calls:
            with pytest.raises(JobError, match="There is no job .* deleted"):
                call(job)

    @pytest.mark.parametrize("job", ["", "..", "../jobs", "000001-zzzzzzzzzzzz", "a/b", "\0", "é"])
    def test_nothing_but_a_job_is_taken_for_one(self, runner: LocalRunner, job: str) -> None:
        runner.submit(spec())

        with pytest.raises(JobError, match="There is no job"):
            runner.delete(job)

    def test_a_damaged_description_hides_no_other_job(self, runner: LocalRunner) -> None:
        damaged, whole = runner.submit(spec()), runner.submit(spec())
        (runner.results(damaged) / "spec.json").write_text('{"spec": {"kind"')

        states = {status.id: status.state for status in runner.jobs()}

        assert states == {damaged: "damaged", whole: "queued"}
        assert "cannot be read" in runner.status(damaged).message
        runner.delete(damaged)
        assert [status.id for status in runner.jobs()] == [whole]

    def test_a_damaged_log_still_says_what_it_can(self, runner: LocalRunner) -> None:
        job = runner.submit(spec())
        with (runner.results(job) / "events.jsonl").open("ab") as file:
            file.write(b"\x00\x00garbage\n")
        runner.cancel(job)

        assert runner.status(job).state == "cancelled"
        assert runner.status(job).skipped_lines == 1

    def test_the_end_of_a_log_comes_in_whole_lines(self, runner: LocalRunner) -> None:
        job = runner.submit(spec())
        assert runner.log(job) == ""
        path = runner.results(job) / "log.txt"
        path.write_bytes("".join(f"line {number} ä\n" for number in range(100)).encode() + b"\xff")

        assert runner.log(job, 25) == "line 98 ä\nline 99 ä\n\ufffd"
        assert runner.log(job).startswith("line 0 ä\n")
        path.unlink()
        assert runner.log(job) == ""

    def test_jobs_that_have_ended_are_not_read_again_until_their_log_grows(
        self, runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = runner.submit(spec())
        runner.cancel(job)
        minder, reads = Minder(Shelf(runner.home)), []
        whole = JobFolder.events

        def events(folder: JobFolder) -> list[Event]:
            reads.append(folder.id)
            return whole(folder)

        monkeypatch.setattr(JobFolder, "events", events)
        monkeypatch.setattr(Minder, "_launch", lambda *_: reads.append("launched"))
        minder._tick()
        assert reads
        reads.clear()
        minder._tick()
        assert reads == []

        runner.resume(job)
        reads.clear()
        minder._tick()
        assert reads[-1] == "launched"

    def test_a_runner_that_was_not_started_says_so(self, runner: LocalRunner) -> None:
        assert "Nothing minds the queue" in runner.trouble

        runner.start()
        try:
            assert runner.trouble == ""
        finally:
            runner.stop()


class TestVerdict:
    def test_what_was_stopped_is_cancelled_however_it_ended(self) -> None:
        assert verdict_on(stopped=True, watched=True, status=-9).event == "cancelled"

    def test_a_kill_is_a_failure_with_a_hint(self) -> None:
        verdict = verdict_on(stopped=False, watched=True, status=-9)

        assert verdict.event == "failed"
        assert "killed from outside (SIGKILL)" in verdict.message
        assert "half the batch" in verdict.hint
        assert verdict.values["resumable"] is True

    def test_a_full_disk_is_a_failure_with_a_hint(self) -> None:
        verdict = verdict_on(stopped=False, watched=True, status=DISK_FULL)

        assert (verdict.event, verdict.message) == ("failed", "The disk is full.")
        assert "Make room" in verdict.hint

    def test_what_died_while_nobody_looked_was_interrupted(self) -> None:
        assert verdict_on(stopped=False, watched=False, status=None) is INTERRUPTED

    def test_what_died_under_an_adoptive_runner_failed(self) -> None:
        assert verdict_on(stopped=False, watched=True, status=None).event == "failed"


class TestWorker:
    def test_that_cannot_write_at_all_says_so_with_its_status(
        self, runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = runner.results(runner.submit(spec()))
        monkeypatch.setattr(os, "fsync", full_disk)

        assert worker.main(folder, KINDS["count"]) == DISK_FULL

    def test_that_finds_no_folder_leaves_none(self, tmp_path: Path) -> None:
        folder = tmp_path / "000001-000000000000"

        assert worker.main(folder, KINDS["count"]) == 0
        assert not folder.exists()

    def test_whose_folder_goes_while_it_writes_leaves_nothing(
        self, runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = runner.results(runner.submit(spec()))

        def write_after_all(context: Context) -> dict[str, object]:
            shutil.rmtree(context.folder)
            write_atomic(context.folder / "snapshots" / "1", b"comes too late")
            return {}

        monkeypatch.setattr(kinds, "count", write_after_all)

        assert worker.main(folder, KINDS["count"]) == 0
        assert not folder.exists()

    @pytest.mark.parametrize(
        "error", [MemoryError(), torch.OutOfMemoryError("CUDA out of memory. Tried to …")]
    )
    def test_that_runs_out_of_memory_says_what_to_do(
        self, runner: LocalRunner, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        job = runner.submit(spec(device="cuda:0"))

        def too_large(context: Context) -> dict[str, object]:
            raise error

        monkeypatch.setattr(kinds, "count", too_large)
        worker.main(runner.results(job), KINDS["count"])

        status = runner.status(job)
        assert (status.state, status.message) == ("failed", "The memory ran out on cuda:0.")
        assert "Halve the batch size" in status.hint

    def test_is_known_by_its_start_and_not_by_its_number_alone(self, runner: LocalRunner) -> None:
        home = JobFolder(runner.results(runner.submit(spec())))
        own = {"pid": os.getpid(), "start": "another boot, another time"}
        home.worker.write_text(json.dumps(own))

        assert process.kill(home) is False  # and this test lives on

        process.sign(home)
        assert json.loads(home.worker.read_text())["start"] == process.start_mark(os.getpid())

    @pytest.mark.parametrize("noted", ["", "{", "[]", '{"pid": "x"}', '{"pid": 1}'])
    def test_that_left_a_damaged_note_is_left_alone(self, runner: LocalRunner, noted: str) -> None:
        home = JobFolder(runner.results(runner.submit(spec())))
        home.worker.write_text(noted)

        assert process.kill(home) is False
