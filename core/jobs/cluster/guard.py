"""Thread in a cluster worker: writes its heartbeat, and ends a worker that must not go on."""

import logging
import os
import threading
import time
from collections.abc import Callable

from core.jobs.folders.folder import JobFolder
from core.jobs.folders.status import logged_state
from core.jobs.spec import ENDED

BEAT_S = 1.0
TICK_S = 0.2
GRACE_S = 1.2  # for the job to stop by itself, since `Runner.cancel` promises two seconds
GONE_BEATS = 5  # missed beats before a job counts as deleted: shared folders can vanish briefly
log = logging.getLogger(__name__)


class Guard:
    """Writes the heartbeat of one attempt's worker; ends the process if it must not go on."""

    def __init__(
        self, home: JobFolder, attempt: int, leave: Callable[[int], object] = os._exit
    ) -> None:
        self._home = home
        self._attempt = attempt
        self._leave = leave
        self._number = time.time_ns() // 1_000_000  # differs from that of an earlier attempt
        self._misses = 0
        self._stopping: float | None = None  # since when, in monotonic seconds
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="guard", daemon=True)

    def start(self) -> None:
        """Write the first heartbeat, then start the thread that writes the others."""
        self._home.beat(self._number)
        self._thread.start()

    def close(self) -> None:
        """Stop the thread. Call this after the end of the job has been logged."""
        self._end.set()
        self._thread.join()

    def _run(self) -> None:
        last_beat = time.monotonic()
        while not self._end.wait(TICK_S):
            if self._must_stop():
                return
            if time.monotonic() - last_beat >= BEAT_S:
                last_beat = time.monotonic()
                if not self._beat():
                    return

    def _must_stop(self) -> bool:
        """End a job that ignores a request to stop; True if this has ended it."""
        if not self._home.stop_requested():
            self._stopping = None
            return False
        now = time.monotonic()
        self._stopping = now if self._stopping is None else self._stopping
        if now - self._stopping < GRACE_S or not self._home.claim(f"end-{self._attempt}"):
            return False
        log.info("The job does not stop by itself, so it is ended.")
        self._home.append("cancelled")
        self._leave(0)
        return True

    def _beat(self) -> bool:
        """Write a heartbeat; False if the worker has been ended instead."""
        self._number += 1
        try:
            self._home.beat(self._number)
            self._misses = 0
        except FileNotFoundError:
            self._misses += 1
            if self._misses < GONE_BEATS:
                return True
            log.info("The job's folder was deleted, so the job ends.")
            self._leave(0)
            return False
        except OSError as error:
            log.warning("The shared folder cannot be written to: %s", error.strerror)
            return True
        over = logged_state(self._home.events()).state in ENDED
        if over or self._home.attempt() != self._attempt:
            log.warning("This attempt counts as lost, so it ends: the shared folder was away.")
            self._leave(0)
            return False
        return True
