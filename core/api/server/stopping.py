"""Stops the server at most five seconds after SIGTERM or Ctrl+C, whatever it computes.

Servers wait for calls in progress, some without a limit, and Python waits for its threads. Jobs
have processes of their own, and files are written to the side and renamed, so nothing is lost.
"""

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

GRACE_S = 4.0
"""Seconds for calls in progress and for the server to stop by itself."""

SPARE_S = 0.5
"""Further seconds before the system ends the process (SIGALRM), if Python has not."""

log = logging.getLogger(__name__)


@contextmanager
def stop_in_time(grace_s: float = GRACE_S) -> Iterator[None]:
    """End this process ``grace_s`` seconds after a signal to stop, if it has not ended by itself.

    Enter it after the server has set its handlers, which are called as before. Only the main thread
    can set handlers; in any other this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def stop(number: int, frame: FrameType | None) -> None:
        # The system's timer works even if the machine is too busy for any Python thread to run.
        signal.setitimer(signal.ITIMER_REAL, grace_s + SPARE_S)
        timer = threading.Timer(grace_s, _end, [number])
        timer.daemon = True
        timer.start()
        handler = former[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    own = {number for number, handler in former.items() if callable(handler)}
    for number in own:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in own:
            if signal.getsignal(number) is stop:
                signal.signal(number, former[number])


def _end(number: int) -> None:
    log.warning("Calls that were still running were ended, because the server must stop.")
    os._exit(128 + number)  # as shells report a process that a signal has ended
