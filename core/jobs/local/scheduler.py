"""The scheduler thread: starts workers, kills unresponsive ones, logs the ends of dead ones."""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import JobError
from core.jobs.ending import INTERRUPTED, end_of_dead_worker
from core.jobs.folders.events import Event
from core.jobs.folders.folder import JobFolder, job_folders
from core.jobs.folders.loop import Loop, file_problem
from core.jobs.folders.runner import RUNNING
from core.jobs.folders.status import logged_state
from core.jobs.halving import LOOK_S, stop_trailing
from core.jobs.kinds import lane
from core.jobs.local.process import Worker, kill_worker, start_worker
from core.jobs.spec import CLUSTER, ENDED, JobSpec

log = logging.getLogger(__name__)

GRACE_S = 1.2  # for a worker to stop by itself, since `Runner.cancel` promises two seconds


class Scheduler:
    """Schedules the jobs of this machine below ``home``, in one process at a time.

    Workers outlive it, and the next scheduler adopts them.
    """

    def __init__(self, home: Path) -> None:
        self.loop = Loop(home, ".runner.lock", self._tick, "Jobs cannot be started")
        self.refusal = ""  # why no job can be queued for this machine
        self.unlogged_ends: dict[str, Event] = {}  # those that a full disk kept out of the logs
        self._home = home
        self._workers: dict[str, Worker] = {}  # those that this process started
        self._alive: set[str] = set()  # jobs whose worker was alive at the last check
        self._next_look = 0.0  # at sweeps, in monotonic seconds
        self._stopping: dict[str, float] = {}  # since when, in monotonic seconds
        self._log_versions: dict[str, tuple[int, int, int]] = {}  # of ended jobs

    def owns(self, spec: JobSpec) -> bool:
        """Whether the job runs on this machine."""
        return spec.device != CLUSTER

    def alive(self, folder: JobFolder) -> bool:
        """Whether the worker of a started job is alive."""
        return folder.alive()

    def ending(self, folder: JobFolder) -> Event | None:
        """The end of a job whose worker died; None while the scheduler is about to log it."""
        lost_ending = self.unlogged_ends.get(folder.id)
        if lost_ending is None and not self.loop.is_active():
            return INTERRUPTED
        return lost_ending

    def cancel_queued(self, folder: JobFolder) -> None:
        """Log the end of a job that has been asked to stop before it started."""
        cancel_if_queued(folder)

    def note_resumption(self, folder: JobFolder) -> None:
        """Forget how the job ended."""
        self.unlogged_ends.pop(folder.id, None)

    @contextmanager
    def hold(self, folder: JobFolder) -> Iterator[None]:
        """Keep the job from being started; `JobError` if it is running."""
        lock = folder.take_lock()
        if lock is None:
            raise JobError(RUNNING)
        try:
            yield
        finally:
            os.close(lock)

    def _tick(self) -> None:
        """Check every job once, except those that have ended and whose log has not changed."""
        busy: set[str] = set()
        running: list[JobFolder] = []
        waiting: list[tuple[int, str, JobFolder, JobSpec]] = []
        versions, self._log_versions = self._log_versions, {}
        for folder in job_folders(self._home):
            version = folder.events_version()
            if version is not None and versions.get(folder.id) == version:
                self._log_versions[folder.id] = version
                continue
            try:
                spec = folder.spec()
            except JobError:
                continue
            if not self.owns(spec):
                continue
            log_state = logged_state(folder.events())
            if log_state.state == "queued":
                waiting.append((log_state.turn, folder.id, folder, spec))
            if self._has_worker(folder, log_state.state == "running"):
                busy.add(lane(spec))
                self._alive.add(folder.id)
                running.append(folder)
                self._kill_if_overdue(folder)
            else:
                self._log_end(folder)
                if version is not None and log_state.state in ENDED:
                    self._log_versions[folder.id] = version
        self._forget_deleted_jobs()
        for _, _, folder, spec in sorted(waiting, key=lambda item: item[:2]):
            if cancel_if_queued(folder) or lane(spec) in busy:
                continue
            if self._launch(folder, spec):
                busy.add(lane(spec))
        if time.monotonic() >= self._next_look:
            stop_trailing(self._home, running)
            self._next_look = time.monotonic() + LOOK_S

    def _forget_deleted_jobs(self) -> None:
        """Drop the ended workers of jobs whose folder is gone; `poll` reaps their processes."""
        for job in [job for job in self._workers if not (self._home / job).exists()]:
            if self._workers[job].poll() is not None:
                del self._workers[job]

    def _has_worker(self, folder: JobFolder, started: bool) -> bool:
        worker = self._workers.get(folder.id)
        if worker is not None:
            return worker.poll() is None
        # The first test avoids opening the lock of every job that ended long ago.
        return (started or folder.id in self._alive) and folder.alive()

    def _kill_if_overdue(self, folder: JobFolder) -> None:
        if not folder.stop_requested():
            self._stopping.pop(folder.id, None)
            return
        now = time.monotonic()
        if now - self._stopping.setdefault(folder.id, now) > GRACE_S:
            worker = self._workers.get(folder.id)
            if worker is not None:
                worker.kill()
            else:
                kill_worker(folder)

    def _log_end(self, folder: JobFolder) -> None:
        """Log the end of a worker that could not do so itself."""
        worker = self._workers.get(folder.id)
        state = logged_state(folder.events()).state
        if state == "running":  # read after the worker's end, so it has not logged it
            ending = end_of_dead_worker(
                stop_requested=folder.stop_requested(),
                seen_alive=folder.id in self._alive,
                exit_status=None if worker is None else worker.returncode,
            )
            folder.append(**self.unlogged_ends.setdefault(folder.id, ending))
            self.unlogged_ends.pop(folder.id, None)
            state = logged_state(folder.events()).state
        if folder.id in self._alive:
            log.info("The job has ended", extra={"job": folder.id, "state": state})
        self._workers.pop(folder.id, None)
        self._alive.discard(folder.id)
        self._stopping.pop(folder.id, None)

    def _launch(self, folder: JobFolder, spec: JobSpec) -> bool:
        """Start the worker of a queued job; the lock passes to it without a gap."""
        lock = folder.take_lock()
        if lock is None:
            return False
        try:
            if logged_state(folder.events()).state != "queued":
                return False
            folder.append("started")
            try:
                self._workers[folder.id] = start_worker(folder, lock, spec)
                log.info("The job starts", extra={"job": folder.id, "kind": spec.kind})
            except (OSError, KeyError) as error:
                message = f"No worker could be started: {file_problem(error)}"
                folder.append("failed", message=message, resumable=True)
                raise
        finally:
            os.close(lock)
        return True


def cancel_if_queued(folder: JobFolder) -> bool:
    """Cancel a queued job that has been asked to stop; True if this has cancelled it."""
    if not folder.stop_requested():
        return False
    lock = folder.take_lock()
    if lock is None:
        return False
    try:
        if logged_state(folder.events()).state != "queued":
            return False
        folder.append("cancelled")
        return True
    finally:
        os.close(lock)
