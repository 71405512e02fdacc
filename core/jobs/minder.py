"""The thread that minds the queue: it starts workers, ends those that hang, buries the dead."""

import fcntl
import logging
import os
import shutil
import time
from threading import Event as Signal
from threading import Lock, Thread

from core.errors import JobError
from core.jobs import process
from core.jobs.folder import JobFolder
from core.jobs.history import standing
from core.jobs.kinds import lane
from core.jobs.shelf import GONE, NEW, Shelf, reason
from core.jobs.spec import ENDED, JobSpec
from core.jobs.verdict import verdict_on

log = logging.getLogger(__name__)

TICK_S = 0.2
GRACE_S = 1.2  # for a worker to stop by itself; the promise is two seconds


class Minder:
    """Minds one shelf while it holds its lock, which only one minder on this machine can.

    Workers outlive it, and the next minder adopts them.
    """

    def __init__(self, shelf: Shelf) -> None:
        self.trouble = ""  # a sentence, while jobs cannot be started
        self._shelf = shelf
        self._lock = shelf.home / ".runner.lock"
        self._thread: Thread | None = None
        self._wake, self._leave = Signal(), Signal()
        self._workers: dict[str, process.Worker] = {}  # those that this process started
        self._watched: set[str] = set()  # those that have been seen alive
        self._stopping: dict[str, float] = {}  # since when, on the clock that never jumps
        self._settled: dict[str, tuple[int, int, int]] = {}  # logs of jobs that have ended
        self._switching = Lock()

    def start(self) -> None:
        """Begin; a second call does nothing."""
        with self._switching:
            if self._thread is None:
                self._leave.clear()
                self._thread = Thread(target=self._mind, name="jobs", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Mind the queue no more; workers go on."""
        with self._switching:
            thread, self._thread = self._thread, None
            self._leave.set()
            self._wake.set()
            if thread is not None:
                thread.join(10)

    def wake(self) -> None:
        """Look at the queue now."""
        self._wake.set()

    def at_work(self) -> bool:
        """Whether this or another minder minds the shelf."""
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

    def _mind(self) -> None:
        lock: int | None = None
        while not self._leave.is_set():
            try:
                if lock is not None and not self._owns(lock):
                    os.close(lock)
                    lock = None
                lock = self._own() if lock is None else lock
                if lock is not None:
                    self._tick()
                self.trouble = ""
            except Exception as error:  # the thread must outlive whatever one job provokes
                sentence = f"Jobs cannot be started: {reason(error)}"
                if sentence != self.trouble:
                    log.exception("The job runner stumbled")
                self.trouble = sentence
            self._wake.wait(TICK_S)
            self._wake.clear()
        if lock is not None:
            os.close(lock)

    def _owns(self, lock: int) -> bool:
        """Whether the lock is still the one of the jobs folder, which may have been put anew."""
        try:
            return os.path.samestat(os.fstat(lock), self._lock.stat())
        except FileNotFoundError:
            return False

    def _own(self) -> int | None:
        """The lock of the one minder, or None while another has it."""
        self._shelf.home.mkdir(parents=True, exist_ok=True)
        number = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(number)
            return None
        with self._shelf.counter():  # what interrupted submissions and deletions left
            for prefix in (NEW, GONE):
                for left in self._shelf.home.glob(prefix + "*"):
                    shutil.rmtree(left, ignore_errors=True)
        return number

    def _tick(self) -> None:
        """Look once at every job that has not ended, and at those whose log has grown since."""
        busy: set[str] = set()
        waiting: list[tuple[int, str, JobFolder, JobSpec]] = []
        settled, self._settled = self._settled, {}
        for folder in self._shelf.folders():
            stamp = folder.stamp()
            if stamp is not None and settled.get(folder.id) == stamp:
                self._settled[folder.id] = stamp
                continue
            try:
                spec = folder.spec()
            except JobError:
                continue
            stand = standing(folder.events())
            if stand.state == "queued":
                waiting.append((stand.turn, folder.id, folder, spec))
            if self._working(folder, stand.state == "running"):
                busy.add(lane(spec))
                self._watched.add(folder.id)
                self._end_if_overdue(folder)
            else:
                self._bury(folder)
                if stamp is not None and stand.state in ENDED:
                    self._settled[folder.id] = stamp
        for job in [job for job in self._workers if not (self._shelf.home / job).exists()]:
            if self._workers[job].poll() is not None:
                del self._workers[job]
        for _, _, folder, spec in sorted(waiting, key=lambda item: item[:2]):
            if not cancel_if_waiting(folder) and lane(spec) not in busy:
                busy.update({lane(spec)} if self._launch(folder, spec) else ())

    def _working(self, folder: JobFolder, started: bool) -> bool:
        worker = self._workers.get(folder.id)
        if worker is not None:
            return worker.poll() is None
        # Spares a look at the lock of every job that ended long ago.
        return (started or folder.id in self._watched) and folder.alive()

    def _end_if_overdue(self, folder: JobFolder) -> None:
        if not folder.stop_requested():
            self._stopping.pop(folder.id, None)
            return
        now = time.monotonic()
        if now - self._stopping.setdefault(folder.id, now) > GRACE_S:
            worker = self._workers.get(folder.id)
            if worker is not None:
                worker.kill()
            else:
                process.kill(folder)

    def _bury(self, folder: JobFolder) -> None:
        """Write down how a worker ended that could not do so itself."""
        worker = self._workers.get(folder.id)
        if standing(folder.events()).state == "running":  # the log is read after its end
            verdict = verdict_on(
                stopped=folder.stop_requested(),
                watched=folder.id in self._watched,
                status=None if worker is None else worker.returncode,
            )
            owed = self._shelf.owed.setdefault(folder.id, verdict)
            folder.append(owed.event, **owed.values)
            self._shelf.owed.pop(folder.id, None)
        self._workers.pop(folder.id, None)
        self._watched.discard(folder.id)
        self._stopping.pop(folder.id, None)

    def _launch(self, folder: JobFolder, spec: JobSpec) -> bool:
        """Start the worker of a waiting job; the lock passes to it without a gap."""
        lock = folder.take_lock()
        if lock is None:
            return False
        try:
            if standing(folder.events()).state != "queued":
                return False
            folder.append("started")
            try:
                self._workers[folder.id] = process.start(folder, lock, spec)
            except (OSError, KeyError) as error:
                message = f"No worker could be started: {reason(error)}"
                folder.append("failed", message=message, resumable=True)
                raise
        finally:
            os.close(lock)
        return True


def cancel_if_waiting(folder: JobFolder) -> bool:
    """Whether a waiting job had been asked to stop and so is cancelled now."""
    if not folder.stop_requested():
        return False
    lock = folder.take_lock()
    if lock is None:
        return False
    try:
        if standing(folder.events()).state != "queued":
            return False
        folder.append("cancelled")
        return True
    finally:
        os.close(lock)
