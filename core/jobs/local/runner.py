"""The job runner of this machine."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from core.errors import JobError, StorageError
from core.jobs.ending import INTERRUPTED
from core.jobs.events import Event
from core.jobs.folder import JobFolder, Submission, job_folder, job_folders, numbering_lock
from core.jobs.kinds import require_kind
from core.jobs.local import room
from core.jobs.local.scheduler import DELETED, NEW, Scheduler, cancel_if_queued, file_problem
from core.jobs.runner import Runner
from core.jobs.spec import JobSpec, Status
from core.jobs.status import logged_state, queue_order, read_status
from core.storage.digests import sha256

MAX_TITLE = 200  # characters


class LocalRunner(Runner):
    """Jobs as folders below ``home``. Any number of runners can share one home.

    Between `start` and `stop` it also schedules the jobs, unless another runner does.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self._scheduler = Scheduler(home)

    def start(self) -> None:
        """Start to run jobs; no effect if it is running them already."""
        self._scheduler.start()

    def stop(self) -> None:
        """Start no more jobs. Running ones continue, and the next runner adopts them."""
        self._scheduler.stop()

    def folder(self, job: str) -> JobFolder:
        """The job's folder, which only this kind of runner has; `JobError` if there is none."""
        return job_folder(self.home, job)

    def submit(self, spec: JobSpec, scope: str = "", owner: str = "") -> str:
        """See `Runner.submit`."""
        require_kind(spec.kind)
        key = sha256(f"{scope} {spec.model_dump_json()}")
        with _explain("The job could not be queued"), numbering_lock(self.home):
            folders = job_folders(self.home)
            for folder in folders:
                if _has_key(folder, key) and self._status(folder).active:
                    return folder.id
            self._require_room(folders, owner)
            turn = _next_turn(folders)
            job = f"{turn:06d}-{secrets.token_hex(6)}"
            temporary = Path(tempfile.mkdtemp(prefix=NEW, dir=self.home))
            try:
                now = datetime.now(UTC).isoformat(timespec="seconds")
                fresh = JobFolder(temporary)
                fresh.create(Submission(spec=spec, submitted=now, key=key, owner=owner))
                fresh.append("queued", turn=turn)
                temporary.rename(self.home / job)
            except BaseException:
                shutil.rmtree(temporary, ignore_errors=True)
                raise
        self._scheduler.wake()
        return job

    def _require_room(self, folders: list[JobFolder], owner: str) -> None:
        active: list[Status] = []
        for folder in folders:
            with suppress(JobError):  # deleted since the folders were listed
                if (status := self._status(folder)).active:
                    active.append(status)
        room.require_place(active, owner)
        room.make_room(folders, self._status, self.delete)

    def status(self, job: str) -> Status:
        """See `Runner.status`."""
        folder = self.folder(job)
        statuses = (status for status in self.jobs() if status.id == folder.id)
        return next(statuses, None) or self._status(folder)

    def jobs(self) -> list[Status]:
        """See `Runner.jobs`."""
        statuses: list[Status] = []
        for folder in job_folders(self.home):
            with suppress(JobError):  # deleted since the folders were listed
                statuses.append(self._status(folder))
        return queue_order(statuses)

    def events(self, job: str) -> list[Event]:
        """See `Runner.events`."""
        return self.folder(job).events()

    def log(self, job: str, max_bytes: int = 20_000) -> str:
        """See `Runner.log`."""
        return self.folder(job).log_tail(max_bytes)

    def files(self, job: str, folder: str = "") -> list[str]:
        """See `Runner.files`."""
        return self.folder(job).files(folder)

    def read(self, job: str, name: str) -> bytes:
        """See `Runner.read`."""
        return self.folder(job).read(name)

    def cancel(self, job: str) -> None:
        """See `Runner.cancel`."""
        folder = self.folder(job)
        if self._status(folder).state not in ("queued", "running"):
            return
        with _explain("The job could not be stopped"):
            folder.request_stop()
            cancel_if_queued(folder)
        self._scheduler.wake()

    def resume(self, job: str) -> None:
        """See `Runner.resume`."""
        folder = self.folder(job)
        with _explain("The job could not be resumed"), numbering_lock(self.home):
            status = self._status(folder)
            if status.active:
                return
            if not status.resumable:
                raise JobError(f"'{status.title}' cannot be resumed; start it again instead.")
            folder.withdraw_stop()
            folder.clear_progress()
            folder.append("queued", turn=_next_turn(job_folders(self.home)), resumed=True)
        self._scheduler.unlogged.pop(job, None)
        self._scheduler.wake()

    def rename(self, job: str, title: str) -> None:
        """See `Runner.rename`."""
        title = " ".join(title.split())
        if not 0 < len(title) <= MAX_TITLE:
            raise JobError(f"A job's title has between 1 and {MAX_TITLE} characters.")
        with _explain("The job could not be renamed"):
            self.folder(job).append("renamed", title=title)

    def delete(self, job: str) -> None:
        """See `Runner.delete`."""
        folder = self.folder(job)
        lock = folder.take_lock()
        if lock is None:
            raise JobError("A running job cannot be deleted; stop it first.")
        try:
            with _explain("The job could not be deleted"):
                deleted = self.home / f"{DELETED}{job}-{secrets.token_hex(4)}"
                folder.path.rename(deleted)
                shutil.rmtree(deleted)
        finally:
            os.close(lock)

    @property
    def trouble(self) -> str:
        """See `Runner.trouble`."""
        if self._scheduler.trouble or self._scheduler.is_active():
            return self._scheduler.trouble
        return "Jobs are not being started: they start when the dashboard's server runs."

    def _status(self, folder: JobFolder) -> Status:
        def ending() -> Event | None:
            unlogged = self._scheduler.unlogged.get(folder.id)
            if unlogged is None and not self._scheduler.is_active():
                return INTERRUPTED
            return unlogged

        return read_status(folder, ending)


def _has_key(folder: JobFolder, key: str) -> bool:
    try:
        return folder.submission().key == key
    except JobError:
        return False


def _next_turn(folders: list[JobFolder]) -> int:
    """A turn after all others. A number and not a time, because clocks jump."""
    turns = [logged_state(folder.events()).turn for folder in folders]
    return 1 + max(turns, default=0)


@contextmanager
def _explain(failure: str) -> Iterator[None]:
    """Turn a failure to write into a `JobError` that begins with ``failure``."""
    try:
        yield
    except (OSError, StorageError) as error:
        raise JobError(f"{failure}: {file_problem(error)}") from error
