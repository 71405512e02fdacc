"""The runner of this machine: folders on disk, a thread that minds the queue, a worker a job."""

import hashlib
import os
import secrets
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from core.errors import JobError
from core.jobs.events import Event
from core.jobs.folder import JobFolder, Written
from core.jobs.kinds import require_kind
from core.jobs.minder import Minder, cancel_if_waiting
from core.jobs.runner import Runner
from core.jobs.shelf import GONE, NEW, Shelf, explained
from core.jobs.spec import JobSpec, Status

MAX_TITLE = 200  # characters


class LocalRunner(Runner):
    """Jobs as folders below ``home``; any number of runners may look at the same ones.

    Between `start` and `stop` it also minds the queue, unless another one does.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._shelf = Shelf(home, lambda: self._minder.at_work())
        self._minder = Minder(self._shelf)

    def start(self) -> None:
        """Begin to carry out jobs; a second call does nothing."""
        self._minder.start()

    def stop(self) -> None:
        """Start no more jobs; those at work go on, and the next runner adopts them."""
        self._minder.stop()

    def submit(self, spec: JobSpec, key: str | None = None) -> str:
        """See `Runner.submit`."""
        require_kind(spec.kind)
        secret = secrets.token_hex(16) if key is None else key
        mark = hashlib.sha256(secret.encode()).hexdigest()[:12]
        with explained("The job could not be queued"), self._shelf.counter():
            for folder in self._shelf.folders():
                if folder.id.endswith(mark):
                    return folder.id
            turn = self._shelf.next_turn()
            job = f"{turn:06d}-{mark}"
            temporary = Path(tempfile.mkdtemp(prefix=NEW, dir=self.home))
            try:
                now = datetime.now(UTC).isoformat(timespec="seconds")
                fresh = JobFolder(temporary)
                fresh.create(Written(spec=spec, submitted=now))
                fresh.append("queued", turn=turn)
                temporary.rename(self.home / job)
            except BaseException:
                shutil.rmtree(temporary, ignore_errors=True)
                raise
        self._minder.wake()
        return job

    def status(self, job: str) -> Status:
        """See `Runner.status`."""
        folder = self._shelf.folder(job)
        found = (status for status in self._shelf.statuses() if status.id == folder.id)
        status = next(found, None)
        return status if status is not None else self._shelf.status(folder)

    def jobs(self) -> list[Status]:
        """See `Runner.jobs`."""
        return self._shelf.statuses()

    def events(self, job: str) -> list[Event]:
        """See `Runner.events`."""
        return self._shelf.folder(job).events()

    def log(self, job: str, most: int = 20_000) -> str:
        """See `Runner.log`."""
        return self._shelf.folder(job).log_end(most)

    def results(self, job: str) -> Path:
        """See `Runner.results`."""
        return self._shelf.folder(job).path

    def cancel(self, job: str) -> None:
        """See `Runner.cancel`."""
        folder = self._shelf.folder(job)
        if self._shelf.status(folder).state not in ("queued", "running"):
            return
        with explained("The job could not be stopped"):
            folder.request_stop()
            cancel_if_waiting(folder)
        self._minder.wake()

    def resume(self, job: str) -> None:
        """See `Runner.resume`."""
        folder = self._shelf.folder(job)
        with explained("The job could not be resumed"), self._shelf.counter():
            status = self._shelf.status(folder)
            if status.active:
                return
            if not status.resumable:
                raise JobError(f"'{status.title}' cannot be resumed; start it again instead.")
            folder.withdraw_stop()
            folder.clear_progress()
            folder.append("queued", turn=self._shelf.next_turn(), resumed=True)
        self._shelf.owed.pop(job, None)
        self._minder.wake()

    def rename(self, job: str, title: str) -> None:
        """See `Runner.rename`."""
        title = " ".join(title.split())
        if not 0 < len(title) <= MAX_TITLE:
            raise JobError(f"A job's title has between 1 and {MAX_TITLE} characters.")
        with explained("The job could not be renamed"):
            self._shelf.folder(job).append("renamed", title=title)

    def delete(self, job: str) -> None:
        """See `Runner.delete`."""
        folder = self._shelf.folder(job)
        lock = folder.take_lock()
        if lock is None:
            raise JobError("A running job cannot be deleted; stop it first.")
        try:
            with explained("The job could not be deleted"):
                gone = self.home / f"{GONE}{job}-{secrets.token_hex(4)}"
                folder.path.rename(gone)
                shutil.rmtree(gone)
        finally:
            os.close(lock)

    @property
    def trouble(self) -> str:
        """See `Runner.trouble`."""
        if self._minder.trouble or self._minder.at_work():
            return self._minder.trouble
        return "Nothing minds the queue: jobs start once the dashboard's server runs."
