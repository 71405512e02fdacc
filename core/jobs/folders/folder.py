"""The folder of one job, which holds its whole state.

    spec.json        the submission, written once
    events.jsonl     the event log, append-only
    progress.json    the progress, replaced twice per second
    log.txt          the worker's output
    stop             exists once the job has been asked to stop
    worker.lock      locked while a worker is alive
    worker.json      process id and identity of the worker
    start-N, end-N   on a cluster: exist once the start or end of attempt N has been claimed
    heartbeat        a number that grows while a worker on a cluster is alive
    outbox/          the checkpoint that a worker on a cluster hands over

All other files are results; their names are up to the kind of job.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from core.errors import JobError
from core.jobs.folders.events import Event, EventReader, append
from core.jobs.spec import JobSpec, Progress
from core.storage.files import replace_file, write_atomic

ID_PATTERN = re.compile(r"[0-9]{6}-[0-9a-f]{12}")
_reader = EventReader()
_PROGRESS = TypeAdapter(Progress)


class Submission(BaseModel):
    """The contents of spec.json."""

    spec: JobSpec
    submitted: str  # ISO 8601, UTC
    owner: str = ""  # id of the visitor; earlier versions wrote none
    key: str = ""  # the same for equal submissions; earlier versions wrote none


class JobFolder:
    """Paths, locks and small files of one job. Holds no state in memory."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.id = path.name
        self.log = path / "log.txt"
        self.worker = path / "worker.json"
        self._spec = path / "spec.json"
        self._events = path / "events.jsonl"
        self._progress = path / "progress.json"
        self._stop = path / "stop"
        self._lock = path / "worker.lock"
        self._heartbeat = path / "heartbeat"
        self.outbox = path / "outbox"

    def create(self, submission: Submission) -> None:
        """Write the first files into a new, empty folder."""
        write_atomic(self._spec, submission.model_dump_json(indent=1).encode())
        for path in (self._events, self._lock, self.log):
            path.touch()

    def exists(self) -> bool:
        """Whether this is still the folder of a job."""
        return self._spec.exists()

    def submission(self) -> Submission:
        """The submitted job; `JobError` if its file is missing or cannot be read."""
        try:
            return Submission.model_validate_json(self._spec.read_bytes())
        except FileNotFoundError as error:
            raise JobError(f"There is no job {self.id}; it may have been deleted.") from error
        except (OSError, ValidationError) as error:
            raise JobError(f"The description of job {self.id} cannot be read.") from error

    def spec(self) -> JobSpec:
        """The submitted spec; `JobError` as in `submission`."""
        return self.submission().spec

    def append(self, event: str, **values: Any) -> None:
        """Append an event to the log; OSError if the folder is gone or the disk is full."""
        append(self._events, event, **values)

    def events(self) -> list[Event]:
        """All events so far."""
        return _reader.read(self._events)[0]

    def events_version(self) -> tuple[int, int, int] | None:
        """A value that changes with every new event; None without a log."""
        try:
            status = self._events.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def skipped_lines(self) -> int:
        """Number of lines in the event log that are not events."""
        return _reader.read(self._events)[1]

    def log_tail(self, max_bytes: int) -> str:
        """The last whole lines of the worker's output, ``max_bytes`` bytes at most."""
        try:
            with self.log.open("rb") as file:
                start = max(0, file.seek(0, os.SEEK_END) - max_bytes)
                file.seek(start)
                tail = file.read()
        except OSError:
            return ""
        if start:
            tail = tail[tail.find(b"\n") + 1 :]  # drop the rest of a line
        return tail.decode("utf-8", "replace")

    def files(self, folder: str = "") -> list[str]:
        """Sorted names of the files in a folder of the results."""
        try:
            return sorted(path.name for path in self._inside(folder).iterdir() if path.is_file())
        except OSError:
            return []

    def read(self, name: str) -> bytes:
        """Contents of a result file; `JobError` if it does not exist or cannot be read."""
        try:
            return self._inside(name).read_bytes()
        except OSError as error:
            raise JobError(f"Job {self.id} has no file '{name}' that can be read.") from error

    def _inside(self, name: str) -> Path:
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts:
            raise JobError(f"'{name}' is not a path inside a job's results.")
        return self.path / parts

    def write_progress(self, text: str) -> None:
        """Replace the progress file. It is not flushed, because a crash makes it worthless."""
        replace_file(self._progress, text.encode(), durable=False)

    def progress(self) -> Progress:
        """The last progress; empty if there is none that can be read."""
        try:
            return _PROGRESS.validate_json(self._progress.read_bytes())
        except (OSError, ValidationError):
            return Progress()

    def clear_progress(self) -> None:
        """Delete the progress of an earlier attempt."""
        self._progress.unlink(missing_ok=True)

    def request_stop(self) -> None:
        """Ask the worker to stop."""
        self._stop.touch()

    def withdraw_stop(self) -> None:
        """Withdraw the request to stop."""
        self._stop.unlink(missing_ok=True)

    def stop_requested(self) -> bool:
        """Whether the job has been asked to stop."""
        return self._stop.exists()

    def attempt(self) -> int:
        """Number of the current attempt at the job: 1, plus 1 per resumption."""
        return sum(event["event"] == "queued" for event in self.events())

    def claim(self, decision: str) -> bool:
        """Claim a decision on the job, such as ``start-1``, for one caller among all machines.

        Returns True to the first caller and False to every other, so a worker that starts the job
        and a dashboard that cancels it cannot both succeed. File locks do not hold between
        machines on every shared folder, but a new file has only one creator. Raises OSError if
        the folder is gone.
        """
        try:
            os.close(os.open(self.path / decision, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644))
        except FileExistsError:
            return False
        return True

    def is_claimed(self, decision: str) -> bool:
        """Whether a decision has been claimed."""
        return (self.path / decision).exists()

    def beat(self, number: int) -> None:
        """Write the heartbeat of the worker; FileNotFoundError if the folder is gone.

        Written in place: on a shared folder, other machines see a file's new contents as soon as
        they open it, but a rename only later.
        """
        file = os.open(self._heartbeat, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            os.pwrite(file, f"{number:012d}".encode(), 0)
        finally:
            os.close(file)

    def heartbeat(self) -> bytes:
        """The last heartbeat that `beat` wrote; empty before the first."""
        try:
            return self._heartbeat.read_bytes()
        except OSError:
            return b""

    def take_lock(self) -> int | None:
        """File descriptor that holds the job's lock; None if another process or thread has it.

        The lock belongs to the open file. A child process that inherits the descriptor keeps the
        lock until it ends, however it ends. Close the descriptor to release it.
        """
        return self._try_lock(fcntl.LOCK_EX)

    def alive(self) -> bool:
        """Whether the job's lock is held: by a worker, by its start, or by a deletion."""
        descriptor = self._try_lock(fcntl.LOCK_SH)  # shared: two observers must not see each other
        if descriptor is None:
            return self.exists()
        os.close(descriptor)
        return False

    def _try_lock(self, mode: int) -> int | None:
        try:
            descriptor = os.open(self._lock, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        return descriptor


def job_folders(home: Path) -> list[JobFolder]:
    """Folders of all jobs below ``home``, sorted by id."""
    try:
        paths = sorted(path for path in home.iterdir() if ID_PATTERN.fullmatch(path.name))
    except FileNotFoundError:
        return []
    return [folder for path in paths if (folder := JobFolder(path)).exists()]


def job_folder(home: Path, job: str) -> JobFolder:
    """Folder of one job below ``home``; `JobError` if there is none."""
    folder = JobFolder(home / job)
    if not ID_PATTERN.fullmatch(job) or not folder.exists():
        raise JobError(f"There is no job {job[:40]!r}; it may have been deleted.")
    return folder


@contextmanager
def numbering_lock(home: Path) -> Iterator[None]:
    """Hold the lock on the numbering of jobs, exclusive among all threads and processes."""
    home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home / ".counter.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
