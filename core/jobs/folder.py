"""The folder of one job: everything there is to know about it, and the only place that knows.

    spec.json        what was asked, written once
    events.jsonl     what has happened, only added to
    progress.json    how far it is, replaced twice a second
    log.txt          what the worker printed
    stop             there when the job has been asked to stop
    worker.lock      locked for as long as a worker lives
    worker.json      the worker's process id and start

The rest belongs to the kind of job.
"""

import fcntl
import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from core.errors import JobError
from core.jobs.events import Event, EventReader, append
from core.jobs.spec import JobSpec, Progress
from core.storage.files import write_atomic

ID_PATTERN = re.compile(r"\d{6}-[0-9a-f]{12}")
_reader = EventReader()


class Written(BaseModel):
    """The contents of spec.json."""

    spec: JobSpec
    submitted: str  # ISO 8601, UTC


class JobFolder:
    """Paths, locks and small files of one job; holds nothing in memory."""

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

    def create(self, written: Written) -> None:
        """Fill a new, empty folder."""
        write_atomic(self._spec, written.model_dump_json(indent=1).encode())
        for path in (self._events, self._lock, self.log):
            path.touch()

    def exists(self) -> bool:
        """Whether this is still the folder of a job."""
        return self._spec.exists()

    def written(self) -> Written:
        """What was submitted; `JobError` where it is gone or cannot be read."""
        try:
            return Written.model_validate_json(self._spec.read_bytes())
        except FileNotFoundError as error:
            raise JobError(f"There is no job {self.id}; it may have been deleted.") from error
        except (OSError, ValidationError) as error:
            raise JobError(f"The description of job {self.id} cannot be read.") from error

    def spec(self) -> JobSpec:
        """What the job is to do."""
        return self.written().spec

    def append(self, event: str, **values: Any) -> None:
        """Add an event; OSError where the folder is gone or the disk is full."""
        append(self._events, event, **values)

    def events(self) -> list[Event]:
        """Every whole event so far."""
        return _reader.read(self._events)[0]

    def stamp(self) -> tuple[int, int, int] | None:
        """What changes whenever an event is added; None without a log."""
        try:
            status = self._events.stat()
        except OSError:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def skipped_lines(self) -> int:
        """Lines of the log that are not events."""
        return _reader.read(self._events)[1]

    def log_end(self, most: int) -> str:
        """The last lines that the worker has printed, ``most`` bytes of them; maybe none."""
        try:
            with self.log.open("rb") as file:
                start = max(0, file.seek(0, os.SEEK_END) - most)
                file.seek(start)
                end = file.read()
        except OSError:
            return ""
        if start:
            end = end[end.find(b"\n") + 1 :]  # not the rest of a line
        return end.decode("utf-8", "replace")

    def write_progress(self, text: str) -> None:
        """Replace the progress; not flushed to the disk, for it is worthless after a crash."""
        temporary = self._progress.with_suffix(".tmp")
        temporary.write_text(text)
        temporary.replace(self._progress)

    def progress(self) -> Progress:
        """The last progress, an empty one where there is none."""
        try:
            return Progress(**json.loads(self._progress.read_bytes()))
        except (OSError, ValueError, TypeError):
            return Progress()

    def clear_progress(self) -> None:
        """Forget how far an earlier attempt was."""
        self._progress.unlink(missing_ok=True)

    def request_stop(self) -> None:
        """Ask the worker to stop."""
        self._stop.touch()

    def withdraw_stop(self) -> None:
        """Take the request to stop back."""
        self._stop.unlink(missing_ok=True)

    def stop_requested(self) -> bool:
        """Whether the job has been asked to stop."""
        return self._stop.exists()

    def take_lock(self) -> int | None:
        """A descriptor that holds the job's lock, or None where a worker or another holds it.

        The lock belongs to the open file: handed to a child process it lasts as long as the child,
        and the system drops it however that ends. Close it to give the job back.
        """
        return self._locked(fcntl.LOCK_EX)

    def alive(self) -> bool:
        """Whether a worker lives (or one is being started or the folder deleted just now)."""
        number = self._locked(fcntl.LOCK_SH)  # shared: two observers must not see each other
        if number is None:
            return self.exists()
        os.close(number)
        return False

    def _locked(self, how: int) -> int | None:
        try:
            number = os.open(self._lock, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(number, how | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(number)
            return None
        return number

    def size_bytes(self) -> int:
        """Bytes of every file in the folder."""
        total = 0
        for path in self.path.rglob("*"):
            with suppress(OSError):
                total += path.stat().st_size
        return total
