"""The scheduler thread: starts workers, kills unresponsive ones, logs the ends of dead ones."""

import fcntl
import logging
import os
import shutil
import time
from pathlib import Path
from threading import Event as Signal
from threading import Lock, Thread

from core.errors import JobError
from core.jobs.ending import end_of_dead_worker
from core.jobs.events import Event
from core.jobs.folder import JobFolder, job_folders, numbering_lock
from core.jobs.kinds import lane
from core.jobs.local.process import Worker, kill_worker, start_worker
from core.jobs.spec import ENDED, JobSpec
from core.jobs.status import logged_state

log = logging.getLogger(__name__)

NEW, DELETED = ".new-", ".gone-"  # prefixes of folders that are not yet, or no longer, jobs
TICK_S = 0.2
GRACE_S = 1.2  # for a worker to stop by itself, since `Runner.cancel` promises two seconds


class Scheduler:
    """Schedules the jobs below ``home`` while it holds a lock that one scheduler can hold.

    Workers outlive it, and the next scheduler adopts them.
    """

    def __init__(self, home: Path) -> None:
        self.trouble = ""  # a sentence while jobs cannot be started
        self.unlogged: dict[str, Event] = {}  # ends of jobs that a full disk kept from their logs
        self._home = home
        self._lock = home / ".runner.lock"
        self._thread: Thread | None = None
        self._wake, self._leave = Signal(), Signal()
        self._workers: dict[str, Worker] = {}  # those that this process started
        self._alive: set[str] = set()  # jobs whose worker was alive at the last look
        self._stopping: dict[str, float] = {}  # since when, in monotonic seconds
        self._ended: dict[str, tuple[int, int, int]] = {}  # versions of the logs of ended jobs
        self._switching = Lock()
        self._waits = False  # for another scheduler's lock

    def start(self) -> None:
        """Start the thread; no effect if it is running."""
        with self._switching:
            if self._thread is None:
                self._leave.clear()
                self._thread = Thread(target=self._run, name="jobs", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Stop the thread; workers continue."""
        with self._switching:
            thread, self._thread = self._thread, None
            self._leave.set()
            self._wake.set()
            if thread is not None:
                thread.join(10)

    def wake(self) -> None:
        """Look at the queue now."""
        self._wake.set()

    def is_active(self) -> bool:
        """Whether this or another scheduler takes care of these jobs."""
        if self._thread is not None:
            return True
        try:
            number = os.open(self._lock, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(number, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(number)
        return False

    def _run(self) -> None:
        lock: int | None = None
        while not self._leave.is_set():
            try:
                if lock is not None and not self._is_current(lock):
                    os.close(lock)
                    lock = None
                lock = self._take_lock() if lock is None else lock
                if lock is not None:
                    self._tick()
                self.trouble = ""
            except Exception as error:  # the thread must survive an error that one job causes
                sentence = f"Jobs cannot be started: {file_problem(error)}"
                if sentence != self.trouble:
                    log.exception("The job scheduler failed")
                self.trouble = sentence
            self._wake.wait(TICK_S)
            self._wake.clear()
        if lock is not None:
            os.close(lock)

    def _is_current(self, lock: int) -> bool:
        """Whether the lock is still that of the jobs folder, which may have been replaced."""
        try:
            return os.path.samestat(os.fstat(lock), self._lock.stat())
        except FileNotFoundError:
            return False

    def _take_lock(self) -> int | None:
        """Descriptor that holds the scheduler's lock; None while another scheduler has it."""
        self._home.mkdir(parents=True, exist_ok=True)
        number = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(number)
            if not self._waits:
                log.info("Another server starts the jobs of this folder; this one shows them.")
            self._waits = True
            return None
        self._waits = False
        with numbering_lock(self._home):  # left by interrupted submissions and deletions
            for prefix in (NEW, DELETED):
                for left in self._home.glob(prefix + "*"):
                    shutil.rmtree(left, ignore_errors=True)
        return number

    def _tick(self) -> None:
        """Look once at every job, except those that have ended and whose log has not changed."""
        busy: set[str] = set()
        waiting: list[tuple[int, str, JobFolder, JobSpec]] = []
        ended, self._ended = self._ended, {}
        for folder in job_folders(self._home):
            version = folder.events_version()
            if version is not None and ended.get(folder.id) == version:
                self._ended[folder.id] = version
                continue
            try:
                spec = folder.spec()
            except JobError:
                continue
            logged = logged_state(folder.events())
            if logged.state == "queued":
                waiting.append((logged.turn, folder.id, folder, spec))
            if self._has_worker(folder, logged.state == "running"):
                busy.add(lane(spec))
                self._alive.add(folder.id)
                self._kill_if_overdue(folder)
            else:
                self._log_end(folder)
                if version is not None and logged.state in ENDED:
                    self._ended[folder.id] = version
        for job in [job for job in self._workers if not (self._home / job).exists()]:
            if self._workers[job].poll() is not None:
                del self._workers[job]
        for _, _, folder, spec in sorted(waiting, key=lambda item: item[:2]):
            if not cancel_if_queued(folder) and lane(spec) not in busy:
                busy.update({lane(spec)} if self._launch(folder, spec) else ())

    def _has_worker(self, folder: JobFolder, started: bool) -> bool:
        worker = self._workers.get(folder.id)
        if worker is not None:
            return worker.poll() is None
        # The first test saves a look at the lock of every job that ended long ago.
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
        if state == "running":  # the log is read after its end
            ending = end_of_dead_worker(
                stop_requested=folder.stop_requested(),
                seen_alive=folder.id in self._alive,
                exit_status=None if worker is None else worker.returncode,
            )
            folder.append(**self.unlogged.setdefault(folder.id, ending))
            self.unlogged.pop(folder.id, None)
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
    """Whether a queued job had been asked to stop and is now cancelled."""
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


def file_problem(error: Exception) -> str:
    """What is wrong with a file and how to fix it, in one sentence."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}. Check the free space and the permissions of the jobs folder."
    return str(error)
