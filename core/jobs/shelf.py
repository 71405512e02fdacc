"""All the jobs of one folder: finding them, numbering them, and saying where each stands."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.errors import CheckpointError, JobError
from core.jobs.folder import ID_PATTERN, JobFolder
from core.jobs.history import Standing, standing
from core.jobs.kinds import lane
from core.jobs.spec import JobSpec, State, Status
from core.jobs.verdict import INTERRUPTED, Verdict

NEW, GONE = ".new-", ".gone-"  # folders that are not yet, or no longer, jobs


class Shelf:
    """Job folders below ``home``; holds nothing in memory but verdicts that a full disk refused."""

    def __init__(self, home: Path, minded: Callable[[], bool] = lambda: False) -> None:
        """``minded`` says whether somebody will soon write down how a dead worker ended."""
        self.home = home
        self.minded = minded
        self.owed: dict[str, Verdict] = {}

    def folders(self) -> list[JobFolder]:
        """Every job's folder, sorted by id."""
        try:
            paths = sorted(path for path in self.home.iterdir() if ID_PATTERN.fullmatch(path.name))
        except FileNotFoundError:
            return []
        return [folder for path in paths if (folder := JobFolder(path)).exists()]

    def folder(self, job: str) -> JobFolder:
        """The folder of a job; `JobError` where there is none."""
        folder = JobFolder(self.home / job)
        if not ID_PATTERN.fullmatch(job) or not folder.exists():
            raise JobError(f"There is no job {job[:40]!r}; it may have been deleted.")
        return folder

    def statuses(self) -> list[Status]:
        """Where every job stands, in the order of their turns, with how many are ahead of each."""
        found: list[Status] = []
        for folder in self.folders():
            with suppress(JobError):  # deleted since the folder was listed
                found.append(self.status(folder))
        found.sort(key=lambda status: (status.turn, status.id))
        ahead: dict[str, int] = {}
        for status in found:
            if status.active and status.state != "queued":
                ahead[lane(status.spec)] = ahead.get(lane(status.spec), 0) + 1
        for index, status in enumerate(found):
            if status.state == "queued":
                before = ahead.get(lane(status.spec), 0)
                ahead[lane(status.spec)] = before + 1
                found[index] = replace(status, ahead=before)
        return found

    def status(self, folder: JobFolder) -> Status:
        """Where one job stands, without its place in the queue; `JobError` where it is gone."""
        try:
            written = folder.written()
        except JobError as error:
            if not folder.exists():
                raise
            return _damaged(folder, str(error))
        stand = standing(folder.events())
        alive = stand.state == "running" and folder.alive()
        if stand.state == "running" and not alive:
            stand = standing(folder.events())  # it may have ended well since the log was read
        state, values = stand.state, _values(stand)
        verdict = self.owed.get(folder.id)  # a full disk may keep it from being written
        if state == "running" and not alive and (verdict or not self.minded()):
            verdict = verdict or INTERRUPTED
            state, values = verdict.event, {**values, **verdict.values}
        elif state in ("queued", "running") and folder.stop_requested():
            state = "stopping"
        return Status(
            id=folder.id,
            spec=written.spec,
            title=stand.title or written.spec.title,
            state=state,
            turn=stand.turn,
            submitted=written.submitted,
            progress=folder.progress(),
            skipped_lines=folder.skipped_lines(),
            **values,
        )

    def next_turn(self) -> int:
        """A turn after every other: a number and not a time, for clocks jump."""
        turns = [standing(folder.events()).turn for folder in self.folders()]
        return 1 + max(turns, default=0)

    @contextmanager
    def counter(self) -> Iterator[None]:
        """Alone, among all threads and processes, with the numbering of jobs."""
        self.home.mkdir(parents=True, exist_ok=True)
        number = os.open(self.home / ".counter.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
        try:
            fcntl.flock(number, fcntl.LOCK_EX)
            yield
        finally:
            os.close(number)


def _values(stand: Standing) -> dict[str, Any]:
    return {
        "message": stand.message,
        "hint": stand.hint,
        "resumable": stand.resumable,
        "result": stand.result,
    }


def _damaged(folder: JobFolder, message: str) -> Status:
    state: State = "damaged"
    return Status(
        id=folder.id,
        spec=JobSpec(kind="unknown", title=folder.id),
        title=folder.id,
        state=state,
        turn=0,
        submitted="",
        message=message,
        hint="Delete it; nothing else depends on it.",
    )


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn a failure to write into a `JobError` that begins with ``what``."""
    try:
        yield
    except (OSError, CheckpointError) as error:
        raise JobError(f"{what}: {reason(error)}") from error


def reason(error: Exception) -> str:
    """What went wrong with a file, and what to do, in one sentence."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}. Check the free space and the permissions of the jobs folder."
    return str(error)
