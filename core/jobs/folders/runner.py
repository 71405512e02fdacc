"""Jobs as folders, whatever runs them: submit, watch, stop, resume, rename, delete."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from core.errors import JobError, StorageError
from core.jobs.folders import room
from core.jobs.folders.events import Event
from core.jobs.folders.folder import JobFolder, Submission, job_folder, job_folders, numbering_lock
from core.jobs.folders.loop import DELETED, NEW, Loop, file_problem
from core.jobs.folders.status import logged_state, queue_order, read_status
from core.jobs.kinds import require_kind
from core.jobs.runner import Runner
from core.jobs.spec import JobSpec, Status
from core.storage.digests import sha256

MAX_TITLE = 200  # characters
RUNNING = "A running job cannot be deleted; stop it first."
NOT_STARTED = "Jobs are not being started: they start when the dashboard's server runs."


class Scheduler(Protocol):
    """What runs the jobs of a folder: processes of this machine, or a cluster."""

    loop: Loop
    refusal: str
    """One sentence on why no job can be queued here; empty if jobs can."""

    def owns(self, spec: JobSpec) -> bool:
        """Whether this scheduler runs the job."""

    def alive(self, folder: JobFolder) -> bool:
        """Whether the worker of a started job is alive."""

    def ending(self, folder: JobFolder) -> Event | None:
        """The end of a job whose worker died; None while the scheduler is about to log it."""

    def cancel_queued(self, folder: JobFolder) -> None:
        """Log the end of a job that has been asked to stop, unless it has started."""

    def note_resumption(self, folder: JobFolder) -> None:
        """Note that a job has been queued again."""

    def hold(self, folder: JobFolder) -> AbstractContextManager[None]:
        """Keep a job from being started while it is deleted; `JobError` if it is running."""


class FolderRunner(Runner):
    """Jobs as folders below ``home``. Any number of runners can share one home.

    Between `start` and `stop` its schedulers also run the jobs, unless another process does.
    """

    def __init__(self, home: Path, *schedulers: Scheduler) -> None:
        self.home = home
        self._schedulers = schedulers

    def start(self) -> None:
        """See `Runner.start`."""
        for scheduler in self._schedulers:
            if not scheduler.refusal:
                scheduler.loop.start()

    def stop(self) -> None:
        """See `Runner.stop`."""
        for scheduler in self._schedulers:
            scheduler.loop.stop()

    def folder(self, job: str) -> JobFolder:
        """The job's folder; `JobError` if there is none."""
        return job_folder(self.home, job)

    def submit(self, spec: JobSpec, scope: str = "", owner: str = "") -> str:
        """See `Runner.submit`."""
        require_kind(spec.kind)
        scheduler = self._scheduler(spec)
        if scheduler.refusal:
            raise JobError(scheduler.refusal)
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
        scheduler.loop.wake()
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
            scheduler = self._scheduler_of(folder)
            folder.request_stop()
            scheduler.cancel_queued(folder)
        scheduler.loop.wake()

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
            scheduler = self._scheduler_of(folder)
            scheduler.note_resumption(folder)
        scheduler.loop.wake()

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
        with self._scheduler_of(folder).hold(folder), _explain("The job could not be deleted"):
            trash = self.home / f"{DELETED}{job}-{secrets.token_hex(4)}"
            folder.path.rename(trash)
            shutil.rmtree(trash)

    @property
    def trouble(self) -> str:
        """See `Runner.trouble`."""
        loops = [scheduler.loop for scheduler in self._schedulers]
        if not any(loop.trouble or loop.is_active() for loop in loops):
            return NOT_STARTED
        return " ".join(loop.trouble for loop in loops if loop.trouble)

    def trouble_of(self, spec: JobSpec) -> str:
        """See `Runner.trouble_of`."""
        scheduler = self._scheduler(spec)
        if scheduler.refusal or scheduler.loop.trouble:
            return scheduler.refusal or scheduler.loop.trouble
        return "" if scheduler.loop.is_active() else NOT_STARTED

    def _status(self, folder: JobFolder) -> Status:
        scheduler = self._scheduler_of(folder)
        return read_status(
            folder, lambda: scheduler.ending(folder), lambda: scheduler.alive(folder)
        )

    def _scheduler_of(self, folder: JobFolder) -> Scheduler:
        try:
            return self._scheduler(folder.spec())
        except JobError:  # damaged, or deleted
            return self._schedulers[0]

    def _scheduler(self, spec: JobSpec) -> Scheduler:
        first = self._schedulers[0]
        return next((one for one in self._schedulers if one.owns(spec)), first)


def _has_key(folder: JobFolder, key: str) -> bool:
    try:
        return folder.submission().key == key
    except JobError:
        return False


def _next_turn(folders: list[JobFolder]) -> int:
    """The turn after all others. It is a number and not a time, because clocks jump."""
    turns = [logged_state(folder.events()).turn for folder in folders]
    return 1 + max(turns, default=0)


@contextmanager
def _explain(failure: str) -> Iterator[None]:
    """Turn a failure to write into a `JobError` that begins with ``failure``."""
    try:
        yield
    except (OSError, StorageError) as error:
        raise JobError(f"{failure}: {file_problem(error)}") from error
