"""The polling thread of a scheduler, which runs in one process at a time."""

import fcntl
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event as Signal
from threading import Lock, Thread

from core.errors import LatentLabError, StorageError
from core.jobs.folders.folder import numbering_lock

log = logging.getLogger(__name__)

NEW, DELETED = ".new-", ".gone-"  # prefixes of folders that are not yet, or no longer, jobs
TICK_S = 0.2


class Loop:
    """Calls ``tick`` every `TICK_S` seconds while it holds a lock that one process can hold."""

    def __init__(self, home: Path, lock: str, tick: Callable[[], None], failure: str) -> None:
        """``lock`` is a file name below ``home``; ``failure`` begins the sentences of `trouble`."""
        self.trouble = ""  # a sentence while jobs cannot be started
        self._home = home
        self._lock = home / lock
        self._tick = tick
        self._failure = failure
        self._thread: Thread | None = None
        self._wake, self._leave = Signal(), Signal()
        self._switching = Lock()
        self._waits = False  # for the lock of another process

    def start(self) -> None:
        """Start the thread; no effect if it is running."""
        with self._switching:
            if self._thread is None:
                self._leave.clear()
                self._thread = Thread(target=self._run, name="jobs", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Stop the thread."""
        with self._switching:
            thread, self._thread = self._thread, None
            self._leave.set()
            self._wake.set()
            if thread is not None:
                thread.join(10)

    def wake(self) -> None:
        """Call ``tick`` now instead of after the interval."""
        self._wake.set()

    def is_active(self) -> bool:
        """Whether this or another process schedules these jobs."""
        if self._thread is not None:
            return True
        try:
            descriptor = os.open(self._lock, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
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
                sentence = self._sentence(error)
                if sentence != self.trouble:
                    log.warning(sentence, exc_info=not isinstance(error, LatentLabError))
                self.trouble = sentence
            self._wake.wait(TICK_S)
            self._wake.clear()
        if lock is not None:
            os.close(lock)

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, LatentLabError) and not isinstance(error, StorageError):
            return str(error)
        return f"{self._failure}: {file_problem(error)}"

    def _is_current(self, lock: int) -> bool:
        """Whether the lock is still that of the jobs folder, which may have been replaced."""
        try:
            return os.path.samestat(os.fstat(lock), self._lock.stat())
        except FileNotFoundError:
            return False

    def _take_lock(self) -> int | None:
        """Descriptor that holds the lock; None while another process has it."""
        self._home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            if not self._waits:
                log.info("Another server starts the jobs of this folder; this one shows them.")
            self._waits = True
            return None
        self._waits = False
        with numbering_lock(self._home):  # left by interrupted submissions and deletions
            for prefix in (NEW, DELETED):
                for left in self._home.glob(prefix + "*"):
                    shutil.rmtree(left, ignore_errors=True)
        return descriptor


def file_problem(error: Exception) -> str:
    """What is wrong with a file and how to fix it, in one sentence."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}. Check the free space and the permissions of the jobs folder."
    return str(error)
