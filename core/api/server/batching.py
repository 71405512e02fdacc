"""Batching: calls that arrive while all workers are busy go to the next free worker together.

A network needs only twice as long for eight digits as for one, so many visitors get their answers
sooner. No call waits for another one to arrive, so a single visitor is answered as soon as before.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Generic, TypeVar

Call = TypeVar("Call")
Result = TypeVar("Result")

MAX_BATCH = 16  # more calls would save little and make the first wait for the last


class Batcher(Generic[Call, Result]):
    """A queue of calls of one kind. Its methods run on one event loop."""

    def __init__(
        self,
        work: Callable[[Sequence[Call]], Sequence[Result | Exception]],
        workers: Executor,
        count: int,
    ) -> None:
        """Batches for ``count`` workers of an executor.

        ``work`` returns the result or the exception of each call, in order.
        """
        self.work = work
        self.workers = workers
        self.count = count
        self._waiting: deque[tuple[Call, asyncio.Future[Result]]] = deque()
        self._busy = 0

    async def result(self, call: Call) -> Result:
        """Result of one call, computed alone or in a batch."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._waiting.append((call, future))
        self._start_next(loop)
        return await future

    def _start_next(self, loop: asyncio.AbstractEventLoop) -> None:
        if not self._waiting or self._busy >= self.count:
            return
        batch = [self._waiting.popleft() for _ in range(min(MAX_BATCH, len(self._waiting)))]
        batch = [(call, future) for call, future in batch if not future.done()]  # not cancelled
        if not batch:
            self._start_next(loop)
            return
        self._busy += 1
        done = loop.run_in_executor(self.workers, self.work, [call for call, _ in batch])
        done.add_done_callback(lambda done: self._finish(loop, batch, done))

    def _finish(
        self,
        loop: asyncio.AbstractEventLoop,
        batch: Sequence[tuple[Call, asyncio.Future[Result]]],
        done: "asyncio.Future[Sequence[Result | Exception]]",
    ) -> None:
        self._busy -= 1
        failure = done.exception()
        results = [failure] * len(batch) if failure else done.result()
        for (_, future), result in zip(batch, results, strict=True):
            if future.done():
                continue
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)
        self._start_next(loop)
