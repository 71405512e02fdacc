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
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any, TypeVar

import torch
from cachetools import LRUCache

from core.errors import BusyError
from core.inference.caller import Caller, CallerGone, calling, current_caller, stop_if_gone
from core.inference.progress import OnProgress, ignore_progress
from core.settings import settings
from core.storage.cache import if_kept

T = TypeVar("T")

PATIENCE_S = 0.2
UNCLAIMED = 32  # finished results that no caller has fetched yet
OWN_PENDING = 4  # computations of one visitor that wait or run
ALL_PENDING = 64
ABANDONED_S = 90.0  # without a call; a browser polls a page in the background once a minute


@dataclass
class Progress:
    """Completed steps of a computation, such as images; 0 of 0 while it waits in the queue."""

    what: str
    """Title, such as "Placing the digits"."""
    done: int = 0
    total: int = 0


class NotReady(Exception):
    """The result is not computed yet; call again. ``progress`` says how far it is."""

    def __init__(self, progress: Progress, future: Future[Any] | None = None) -> None:
        """``future`` is done as soon as another call has its result."""
        super().__init__(f"{progress.what}: {progress.done} of {progress.total}")
        self.progress = progress
        self.future = future


@dataclass
class _Computation:
    key: str
    progress: Progress
    compute: Callable[[OnProgress], Any]
    visitor: str
    future: Future[Any] = field(default_factory=Future)
    last_call: float = field(default_factory=time.monotonic)

    def is_abandoned(self) -> bool:
        return time.monotonic() - self.last_call > ABANDONED_S


class Queue:
    """Computations by key, shared by all callers and run one at a time by one thread.

    Two at a time would only share the same cores, and gestures need some of them. Visitors take
    turns. A computation is stopped if no caller has asked for it in `ABANDONED_S` seconds.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        """A page waits at most ``patience_s`` seconds for a result; a named caller does not."""
        self.patience_s = patience_s
        self._pending: dict[str, _Computation] = {}
        self._unclaimed: LRUCache[str, _Computation] = LRUCache(UNCLAIMED)
        self._line: list[_Computation] = []
        self._turns: dict[str, int] = {}  # number of each visitor's last turn
        self._turn = 0
        self._worker: Thread | None = None
        self._change = Condition()

    def result(self, key: str, what: str, compute: Callable[[OnProgress], T]) -> T:
        """Result of ``compute``: at once if all that it needs is cached, else from the queue.

        ``compute`` must not return None. The first call with a ``key`` queues it; later calls with
        the same key share it.

        Raises NotReady while it waits or runs, BusyError if the queue is full, and any exception
        of ``compute``.
        """
        computation = self._find(key)
        if computation is None:
            cached_result = if_kept(lambda: compute(ignore_progress))
            if cached_result is not None:
                return cached_result
            computation = self._enqueue(key, what, compute)
        # The server's workers have other calls to answer; the endpoint awaits the future instead.
        patience_s = 0 if current_caller() else self.patience_s
        if not wait([computation.future], patience_s).done:
            raise NotReady(computation.progress, computation.future)
        with self._change:
            self._unclaimed.pop(key, None)
        try:
            result: T = computation.future.result()
        except CallerGone:  # it was stopped just before this call, so the next one queues it again
            raise NotReady(computation.progress) from None
        return result

    @property
    def pending(self) -> int:
        """Number of computations that wait or run."""
        return len(self._pending)

    def _find(self, key: str) -> _Computation | None:
        with self._change:
            computation = self._pending.get(key) or self._unclaimed.get(key)
            if computation is not None:
                computation.last_call = time.monotonic()
            return computation

    def _enqueue(self, key: str, what: str, compute: Callable[[OnProgress], Any]) -> _Computation:
        caller = current_caller()
        visitor = caller.visitor if caller else ""
        with self._change:
            if key not in self._pending:
                self._drop_abandoned()
                self._require_room(visitor)
                self._pending[key] = _Computation(key, Progress(what), compute, visitor)
                self._line.append(self._pending[key])
                self._change.notify()
            if self._worker is None:
                self._worker = Thread(target=self._run, name="queue", daemon=True)
                self._worker.start()
            return self._pending[key]

    def _drop_abandoned(self) -> None:
        for computation in [item for item in self._line if item.is_abandoned()]:
            self._line.remove(computation)
            del self._pending[computation.key]

    def _require_room(self, visitor: str) -> None:
        own = sum(item.visitor == visitor for item in self._pending.values())
        if visitor and own >= OWN_PENDING:
            raise BusyError(
                f"{OWN_PENDING} of your computations wait already: try again when one is done.",
                own=True,
                retry_s=5,
            )
        if len(self._pending) >= ALL_PENDING:
            raise BusyError(
                "Too many computations wait on this machine: try again in a minute.",
                own=False,
                retry_s=30,
            )

    def _next(self) -> _Computation:
        """Wait for the next computation: that of the visitor whose last turn is longest ago."""
        with self._change:
            while not self._line:
                self._turns.clear()
                self._change.wait()
            computation = min(self._line, key=lambda item: self._turns.get(item.visitor, 0))
            self._line.remove(computation)
            self._turn += 1
            self._turns[computation.visitor] = self._turn
            return computation

    def _run(self) -> None:
        use_all_cores()
        while True:
            computation = self._next()
            result, problem = None, None
            try:
                with calling(Caller(computation.visitor, computation.is_abandoned)):
                    stop_if_gone()
                    result = computation.compute(_recorder(computation.progress))
            except BaseException as error:  # raised again in `result`
                problem = error
            with self._change:
                self._pending.pop(computation.key, None)
                if not isinstance(problem, CallerGone):
                    self._unclaimed[computation.key] = computation
            if problem is None:
                computation.future.set_result(result)
            else:
                computation.future.set_exception(problem)


def _recorder(progress: Progress) -> OnProgress:
    def record(done: int, total: int) -> None:
        progress.done, progress.total = done, total
        stop_if_gone()

    return record


_queue = Queue()


def result(key: str, what: str, compute: Callable[[OnProgress], T]) -> T:
    """Result of ``compute`` from the queue of this process; see `Queue.result`."""
    return _queue.result(key, what, compute)


def pending() -> int:
    """Number of computations that wait or run in this process, at most `ALL_PENDING`."""
    return _queue.pending


def use_all_cores() -> None:
    """Let the networks of this thread use all cores; the threads of the routes use one each."""
    torch.set_num_threads(settings().threads or os.cpu_count() or 1)
