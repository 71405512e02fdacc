"""Queue for work too slow for a request: one background computation at a time.

>>> from core.inference import queue
>>> from core.storage.cache import begin_computation
>>> def total(on_progress):
...     begin_computation()  # without it the work counts as quick
...     return sum(range(10**6))
>>> while True:
...     try:
...         result = queue.result("total", "Adding up", total)
...         break
...     except queue.NotReady as waiting:  # try again
...         progress = waiting.progress  # such as Progress("Adding up", done=0, total=0)
>>> result
499999500000
"""

import os
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

import torch
from cachetools import LRUCache

from core.inference.progress import OnProgress, ignore_progress
from core.settings import settings
from core.storage.cache import if_kept

T = TypeVar("T")

PATIENCE_S = 0.2
UNCLAIMED = 32  # finished results that no caller has fetched yet


@dataclass
class Progress:
    """Completed steps of a computation, such as images; 0 of 0 while it waits in the queue."""

    what: str
    """Title, such as "Placing the digits"."""
    done: int = 0
    total: int = 0


class NotReady(Exception):
    """The result is not computed yet; call again. ``progress`` says how far it is."""

    def __init__(self, progress: Progress) -> None:
        super().__init__(f"{progress.what}: {progress.done} of {progress.total}")
        self.progress = progress


@dataclass(frozen=True)
class _Computation:
    progress: Progress
    compute: Callable[[OnProgress], Any]
    future: Future[Any] = field(default_factory=Future)


class Queue:
    """Computations by key, shared by all callers and run one at a time by one thread.

    Two at a time would only share the same cores, and gestures need some of them.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        """A caller waits at most ``patience_s`` seconds for a result."""
        self.patience_s = patience_s
        self._pending: dict[str, _Computation] = {}
        self._unclaimed: LRUCache[str, _Computation] = LRUCache(UNCLAIMED)
        self._line: SimpleQueue[tuple[str, _Computation]] = SimpleQueue()
        self._worker: Thread | None = None
        self._lock = Lock()

    def result(self, key: str, what: str, compute: Callable[[OnProgress], T]) -> T:
        """Result of ``compute``: at once if all that it needs is cached, else from the queue.

        ``compute`` must not return None. The first call with a ``key`` queues it; later calls with
        the same key share it.

        Raises NotReady while it waits or runs, and any exception of ``compute``.
        """
        computation = self._find(key)
        if computation is None:
            kept = if_kept(lambda: compute(ignore_progress))
            if kept is not None:
                return kept
            computation = self._enqueue(key, what, compute)
        if not wait([computation.future], self.patience_s).done:
            raise NotReady(computation.progress)
        with self._lock:
            self._unclaimed.pop(key, None)
        result: T = computation.future.result()
        return result

    def _find(self, key: str) -> _Computation | None:
        with self._lock:
            return self._pending.get(key) or self._unclaimed.get(key)

    def _enqueue(self, key: str, what: str, compute: Callable[[OnProgress], Any]) -> _Computation:
        with self._lock:
            if key not in self._pending:
                self._pending[key] = _Computation(Progress(what), compute)
                self._line.put((key, self._pending[key]))
            if self._worker is None:
                self._worker = Thread(target=self._run, name="queue", daemon=True)
                self._worker.start()
            return self._pending[key]

    def _run(self) -> None:
        use_all_cores()
        while True:
            key, computation = self._line.get()
            result, problem = None, None
            try:
                result = computation.compute(_recorder(computation.progress))
            except BaseException as error:  # raised again in `result`
                problem = error
            with self._lock:
                self._unclaimed[key] = self._pending.pop(key)
            if problem is None:
                computation.future.set_result(result)
            else:
                computation.future.set_exception(problem)


def _recorder(progress: Progress) -> OnProgress:
    def record(done: int, total: int) -> None:
        progress.done, progress.total = done, total

    return record


_queue = Queue()


def result(key: str, what: str, compute: Callable[[OnProgress], T]) -> T:
    """Result of ``compute`` from the queue of this process; see `Queue.result`."""
    return _queue.result(key, what, compute)


def use_all_cores() -> None:
    """Let the networks of this thread use all cores; the threads of the routes use one each."""
    torch.set_num_threads(settings().threads or os.cpu_count() or 1)
