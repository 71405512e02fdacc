"""Computations that take seconds: one at a time in the background, each once for all who ask."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

import torch

from core.settings import settings

T = TypeVar("T")
OnProgress = Callable[[int, int], None]
"""Told how many digits are done, and of how many."""


@dataclass
class Progress:
    """How far a computation is: ``done`` of ``total`` digits; 0 of 0 while it waits its turn."""

    what: str
    done: int = 0
    total: int = 0


class _Running(Generic[T]):
    def __init__(self, what: str) -> None:
        self.progress = Progress(what)
        self.result: T | None = None
        self.error: Exception | None = None
        self.finished = Event()


class Work:
    """Runs computations by key without keeping the caller waiting.

    One at a time: two would only take turns on the same cores, and gestures need what is left.
    """

    def __init__(self, patience_s: float = 0.2) -> None:
        """Callers wait at most ``patience_s`` seconds for a result before they get a progress."""
        self.patience_s = patience_s
        self._running: dict[str, _Running[object]] = {}
        self._guard = Lock()
        self._turn = Lock()

    def ask(self, key: str, what: str, compute: Callable[[OnProgress], T]) -> T | Progress:
        """The result of ``compute``, or how far it is.

        The first call starts it, later ones with the same key look in; the call that finds it
        finished takes the result, or raises what ``compute`` raised.
        """
        with self._guard:
            running = self._running.get(key)
            if running is None:
                running = self._running[key] = _Running(what)
                Thread(target=self._run, args=(running, compute), daemon=True).start()
        if not running.finished.wait(self.patience_s):
            return running.progress
        with self._guard:
            if self._running.get(key) is running:
                del self._running[key]
        if running.error is not None:
            raise running.error
        return running.result  # pyrefly: ignore[bad-return]  # `compute` made it

    def _run(self, running: _Running[object], compute: Callable[[OnProgress], object]) -> None:
        def on_progress(done: int, total: int) -> None:
            running.progress.done, running.progress.total = done, total

        try:
            with self._turn:
                running.result = compute(on_progress)
        except Exception as error:  # raised again where the result is asked for
            running.error = error
        finally:
            running.finished.set()


work = Work()
"""The queue of this process."""


def all_cores() -> None:
    """Let this thread's models use every core: somebody waits for the result."""
    # The routes' threads use one core each.
    torch.set_num_threads(settings().threads or os.cpu_count() or 1)
