"""The worker threads, and the line in which calls wait for one.

A call waits on the event loop, never in a thread. The visitor who has used the least processor time
lately is served next, so one visitor's many calls delay only that visitor. Slow calls have threads
of their own, so a gesture never waits for one. The length of the line is limited per visitor, per
address and in all.

Waiting gestures of one kind go to a thread together, because a network needs only twice as long for
eight digits as for one. No call waits for another to arrive.
"""

import asyncio
import os
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import torch

from core.api.bounds.rates import slow_calls
from core.api.bounds.shares import Share, charge
from core.errors import BusyError

# More threads than cores would only compete for the same cores.
CORES = max(2, os.cpu_count() or 1)
GESTURE_THREADS = CORES + 1
"""One more than a single visitor can occupy."""
SLOW_THREADS = CORES // 2
GESTURE_MS = 50.0
"""Milliseconds; a call that costs more is slow."""
MAX_BATCH = 16  # more calls would save little and make the first wait for the last
MEMORY_S = 10.0
"""Seconds after which a visitor's used processor time counts half."""
OVERRUN_MS = 500.0
"""Milliseconds above the estimates after which all calls of a visitor are slow, for a time."""

OWN_CALLS = 64  # one visitor's calls that wait or run
ADDRESS_CALLS = 512
ALL_CALLS = 1024
OWN_BYTES = 64 * 2**20  # of their bodies
ALL_BYTES = 512 * 2**20

Run = Callable[[Sequence[Any]], Sequence[Any]]
"""Returns the result or the exception of each call, in order."""


@dataclass(eq=False)
class _Work:
    visitor: str
    call: Any
    run: Run
    cost_ms: float
    kind: Hashable
    future: "asyncio.Future[Any]"
    slow: bool


@dataclass
class _Use:
    """A visitor's recent use of the machine, in milliseconds of one core."""

    used_ms: float = 0.0
    overrun_ms: float = 0.0
    at: float = field(default_factory=time.monotonic)

    def fade(self) -> None:
        """Reduce both by the time that has passed."""
        now = time.monotonic()
        share = 0.5 ** ((now - self.at) / MEMORY_S)
        self.used_ms *= share
        self.overrun_ms *= share
        self.at = now


class Workers:
    """The threads of a server and the line for them. The methods run on one event loop."""

    def __init__(self, gestures: int = GESTURE_THREADS, slow: int = SLOW_THREADS) -> None:
        """Start ``gestures`` threads for quick calls and ``slow`` threads for the others."""
        self._free = {False: gestures, True: slow}
        self._most = {False: max(1, gestures - 1), True: slow}  # of one visitor
        self._running: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
        self._lines: dict[bool, dict[str, deque[_Work]]] = {
            False: defaultdict(deque),
            True: defaultdict(deque),
        }
        # One core each: dividing one digit among cores costs more than it saves, five times more
        # on a busy machine.
        self._threads = ThreadPoolExecutor(
            gestures + slow, "api", initializer=torch.set_num_threads, initargs=(1,)
        )
        self._use: defaultdict[str, _Use] = defaultdict(_Use)
        self._calls: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()

    @contextmanager
    def place(self, share: Share, size: int) -> Iterator[None]:
        """Hold a place for a call with a body of ``size`` bytes; BusyError if there is none."""
        address, everyone = f"address {share.address}", "everyone"
        bounds = {share.id: OWN_CALLS, address: ADDRESS_CALLS, everyone: ALL_CALLS}
        crowded = next((who for who, most in bounds.items() if self._calls[who] >= most), None)
        if self._bytes[share.id] + size > OWN_BYTES:
            crowded = share.id
        elif self._bytes[everyone] + size > ALL_BYTES:
            crowded = everyone
        if crowded is not None:
            raise _no_place(crowded, bounds)
        for who in bounds:
            self._calls[who] += 1
            self._bytes[who] += size
        try:
            yield
        finally:
            for who in bounds:
                self._calls[who] -= 1
                self._bytes[who] -= size
                if not self._calls[who]:
                    del self._calls[who], self._bytes[who]

    async def result(
        self, share: Share, cost_ms: float, call: Any, run: Run, kind: Hashable = None
    ) -> Any:
        """Result of one call, computed alone or with others of the same ``kind``.

        None as kind is for calls that are always computed alone. Raises BusyError if the visitor
        has asked for too much slow work in the last minute.
        """
        slow = self.is_slow(share, cost_ms)
        if slow:
            excess = "You have requested too much slow work in the last minute"
            charge(share, slow_calls, max(1, round(cost_ms)), excess)
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        work = _Work(share.id, call, run, cost_ms, None if slow else kind, future, slow)
        self._lines[slow][share.id].append(work)
        self._start_next(slow)
        return await future

    def lengths(self) -> dict[str, int]:
        """Number of gestures and of slow calls that wait, and that run."""
        # Copies, because the event loop changes them while another thread counts.
        return {
            f"{kind}_{name}": count
            for slow, kind in ((False, "gestures"), (True, "slow"))
            for name, count in (
                ("waiting", sum(len(line) for line in list(self._lines[slow].values()))),
                ("running", sum(list(self._running[slow].values()))),
            )
        }

    @property
    def is_full(self) -> bool:
        """Whether the line is full, so that every call is refused."""
        return self._calls["everyone"] >= ALL_CALLS

    def is_slow(self, share: Share, cost_ms: float) -> bool:
        """Whether a call of this cost belongs to the threads for slow calls."""
        if cost_ms > GESTURE_MS:
            return True
        use = self._use.get(share.id)
        if use is None:
            return False
        use.fade()
        return use.overrun_ms > OVERRUN_MS

    def _start_next(self, slow: bool) -> None:
        while self._free[slow] > 0:
            batch = self._take(slow)
            if not batch:
                return
            self._free[slow] -= 1
            self._running[slow][batch[0].visitor] += 1
            for work in batch:
                self._use[work.visitor].used_ms += work.cost_ms
            calls = [work.call for work in batch]
            measurement = self._threads.submit(_measure, batch[0].run, calls)
            loop = asyncio.get_running_loop()
            measurement.add_done_callback(partial(self._return, loop, slow, batch))

    def _take(self, slow: bool) -> list[_Work]:
        """The next call and others of its kind, without those that were cancelled."""
        line = self._lines[slow]
        for visitor in list(line):
            while line[visitor] and line[visitor][0].future.done():
                line[visitor].popleft()
            if not line[visitor]:
                del line[visitor]
        if not line:
            self._forget()
            return []
        for visitor in line:
            self._use[visitor].fade()
        order = sorted(
            (who for who in line if self._running[slow][who] < self._most[slow]),
            key=lambda who: self._use[who].used_ms,
        )
        if not order:
            return []
        batch = [line[order[0]].popleft()]
        kind = batch[0].kind
        while kind is not None and len(batch) < MAX_BATCH:  # one call per visitor at a time
            more = [own for who in order if (own := line[who]) and own[0].kind == kind]
            if not more:
                break
            batch += [own.popleft() for own in more[: MAX_BATCH - len(batch)]]
        return [work for work in batch if not work.future.done()]

    def _forget(self) -> None:
        """Drop visitors whose use no longer counts."""
        if len(self._use) > ALL_CALLS:
            for use in self._use.values():
                use.fade()
            recent = {who: use for who, use in self._use.items() if use.used_ms >= 1}
            self._use = defaultdict(_Use, recent)

    def _return(
        self,
        loop: asyncio.AbstractEventLoop,
        slow: bool,
        batch: Sequence[_Work],
        measurement: "Future[tuple[Sequence[Any], float]]",
    ) -> None:
        """Hand the results from the worker's thread to the event loop."""
        try:
            loop.call_soon_threadsafe(self._finish, slow, batch, measurement)
        except RuntimeError:  # the server has stopped meanwhile
            self._release(slow, batch)

    def _release(self, slow: bool, batch: Sequence[_Work]) -> None:
        self._free[slow] += 1
        self._running[slow] -= Counter([batch[0].visitor])

    def _finish(
        self, slow: bool, batch: Sequence[_Work], measurement: "Future[tuple[Sequence[Any], float]]"
    ) -> None:
        self._release(slow, batch)
        failure = measurement.exception()
        results, spent_ms = ([failure] * len(batch), 0.0) if failure else measurement.result()
        for work, result in zip(batch, results, strict=True):
            if not failure:
                use = self._use[work.visitor]
                use.fade()
                over = spent_ms / len(batch) - work.cost_ms
                use.used_ms = max(0.0, use.used_ms + over)
                use.overrun_ms += max(0.0, over - GESTURE_MS)
            if work.future.done():
                continue
            if isinstance(result, BaseException):
                work.future.set_exception(result)
            else:
                work.future.set_result(result)
        self._start_next(slow)


def _measure(run: Run, calls: Sequence[Any]) -> tuple[Sequence[Any], float]:
    """The results, and the processor time of this thread in milliseconds."""
    start = time.thread_time()
    results = run(calls)
    return results, 1000 * (time.thread_time() - start)


def _no_place(crowded: str, bounds: dict[str, int]) -> BusyError:
    if crowded == "everyone":
        return BusyError("The server is busy: try again in a moment.", own=False)
    return BusyError(
        f"{bounds[crowded]} of your calls wait already: wait for their answers.", own=True
    )
