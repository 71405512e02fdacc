"""Calls in a batch get the same answers as alone."""

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.api.server.batching import MAX_BATCH, Batcher


class Slow:
    """Work that waits until it may go on, and notes how many calls it was given each time."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.go = threading.Event()

    def __call__(self, calls: Sequence[int]) -> Sequence[int | Exception]:
        self.sizes.append(len(calls))
        assert self.go.wait(10)
        return [ValueError(f"no {call}") if call % 7 == 6 else 2 * call for call in calls]


def test_calls_wait_for_no_other_and_those_that_wait_go_together() -> None:
    slow = Slow()

    async def many() -> list[int | BaseException]:
        line = Batcher(slow, ThreadPoolExecutor(1), 1)
        asked = [asyncio.create_task(line.result(call)) for call in range(MAX_BATCH + 8)]
        await asyncio.sleep(0)
        while not slow.sizes:
            await asyncio.sleep(0.001)
        asked[3].cancel()
        slow.go.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(many())

    assert slow.sizes == [1, MAX_BATCH - 1, 7]  # the first alone, the cancelled one not at all
    for call, answer in enumerate(answers):
        if call == 3:
            assert isinstance(answer, asyncio.CancelledError)
        elif call % 7 == 6:
            assert str(answer) == f"no {call}"
        else:
            assert answer == 2 * call


def test_a_failure_of_the_work_is_told_to_each_and_the_line_goes_on() -> None:
    def fails(calls: Sequence[int]) -> Sequence[int]:
        time.sleep(0.001)
        raise RuntimeError("out of order")

    async def twice() -> None:
        line = Batcher(fails, ThreadPoolExecutor(1), 1)
        for _ in range(2):
            with pytest.raises(RuntimeError, match="out of order"):
                await line.result(1)

    asyncio.run(twice())
