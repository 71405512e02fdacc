"""Whether workers on other machines are alive, judged by their heartbeats alone."""

import time
from collections.abc import Callable

from core.jobs.folders.folder import JobFolder

LOST_S = 30.0
"""Seconds without a heartbeat after which a worker counts as lost; it beats every second."""


class Pulse:
    """Watches heartbeats by this machine's clock, because the clocks of machines differ."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: dict[tuple[str, int], tuple[bytes, float]] = {}

    def silence(self, folder: JobFolder, attempt: int) -> float:
        """Seconds since the heartbeat of an attempt was seen to change; 0 at the first call."""
        now, beat = self._clock(), folder.heartbeat()
        key = folder.id, attempt
        known = self._last.get(key)
        if known is None or known[0] != beat:
            self._last[key] = beat, now
            return 0.0
        return now - known[1]

    def is_alive(self, folder: JobFolder) -> bool:
        """Whether the worker's heartbeat has changed in the last `LOST_S` seconds."""
        return self.silence(folder, folder.attempt()) < LOST_S

    def forget(self, job: str) -> None:
        """Drop the last heartbeats of a job."""
        for key in [key for key in self._last if key[0] == job]:
            del self._last[key]
