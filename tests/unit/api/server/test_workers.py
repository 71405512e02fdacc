"""The line before the worker threads: who is next, who is refused, what goes together."""

import asyncio
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack

import pytest

from core.api.bounds.rates import rates
from core.api.bounds.shares import Share
from core.api.server.workers import (
    ADDRESS_CALLS,
    ALL_CALLS,
    MAX_BATCH,
    OVERRUN_MS,
    OWN_BYTES,
    OWN_CALLS,
    Workers,
)
from core.errors import BusyError
from tests.counts import Tried

GENTLE, ABUSER = Share("gentle", "192.0.2.1"), Share("abuser", "192.0.2.1")
SLOW_MS = 1000.0


@pytest.fixture(autouse=True)
def fresh_rates() -> None:
    rates.cache_clear()


class Gate:
    """Work that waits until it may go on, and records the calls of each batch."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go = threading.Event()

    def __call__(self, calls: Sequence[int]) -> Sequence[int | Exception]:
        self.batches.append(list(calls))
        assert self.go.wait(10)
        return [ValueError(f"no {call}") if call % 7 == 6 else 2 * call for call in calls]

    async def entered(self, count: int = 1) -> None:
        while len(self.batches) < count:
            await asyncio.sleep(0.001)


def test_calls_wait_for_no_other_and_those_that_wait_go_together() -> None:
    gate = Gate()

    async def many() -> list[int | BaseException]:
        workers = Workers(1, 1)
        calls = [
            asyncio.create_task(workers.result(GENTLE, 1, call, gate, "kind"))
            for call in range(MAX_BATCH + 8)
        ]
        await gate.entered()
        calls[3].cancel()
        await asyncio.sleep(0)
        gate.go.set()
        return await asyncio.gather(*calls, return_exceptions=True)

    answers = asyncio.run(many())

    assert sum(map(len, gate.batches)) == MAX_BATCH + 7  # the cancelled one not at all
    assert gate.batches[0] == [0]
    assert max(map(len, gate.batches)) <= MAX_BATCH
    assert len(gate.batches) == 3
    for call, answer in enumerate(answers):
        if call == 3:
            assert isinstance(answer, asyncio.CancelledError)
        elif call % 7 == 6:
            assert str(answer) == f"no {call}"
        else:
            assert answer == 2 * call


def test_calls_of_another_kind_are_not_in_the_batch() -> None:
    gate = Gate()

    async def both() -> None:
        workers = Workers(1, 1)
        first = asyncio.create_task(workers.result(GENTLE, 1, 0, gate, "kind"))
        await gate.entered()
        kinds = ["kind", "other", "kind", None, None]
        rest = [
            asyncio.create_task(workers.result(Share(f"{at}", ""), 1, at, gate, kind))
            for at, kind in enumerate(kinds, 1)
        ]
        await asyncio.sleep(0.01)
        gate.go.set()
        await asyncio.gather(first, *rest)

    asyncio.run(both())

    assert sorted(map(sorted, gate.batches)) == [[0], [1, 3], [2], [4], [5]]


def test_the_one_who_used_less_is_next(tried: Tried) -> None:
    gate = Gate()
    order: list[str] = []

    async def line() -> None:
        workers = Workers(1, 1)

        async def ask(share: Share) -> None:
            await workers.result(share, 5, 0, gate)
            order.append(share.id)

        first = asyncio.create_task(ask(ABUSER))
        await gate.entered()
        many = [asyncio.create_task(ask(ABUSER)) for _ in range(30)]
        await asyncio.sleep(0.01)
        last = asyncio.create_task(ask(GENTLE))
        await asyncio.sleep(0.01)
        gate.go.set()
        await asyncio.gather(first, *many, last)

    asyncio.run(line())

    assert order.index(GENTLE.id) == 1  # behind the call that ran, and before thirty others
    tried(len(order) - 1)


def test_a_gesture_waits_for_no_slow_call() -> None:
    gate, quick = Gate(), Gate()
    quick.go.set()

    async def line() -> int:
        workers = Workers(1, 1)
        slow = [
            asyncio.create_task(workers.result(ABUSER, SLOW_MS, call, gate)) for call in range(5)
        ]
        await gate.entered()
        answer: int = await asyncio.wait_for(workers.result(GENTLE, 1, 21, quick), 5)
        assert len(gate.batches) == 1  # the others still wait, outside the threads
        gate.go.set()
        await asyncio.gather(*slow)
        return answer

    assert asyncio.run(line()) == 42


def test_calls_that_take_longer_than_estimated_become_slow_ones() -> None:
    def spin(calls: Sequence[int]) -> Sequence[int]:
        until = time.thread_time() + 1.2 * OVERRUN_MS / 1000
        while time.thread_time() < until:
            pass
        return calls

    async def twice() -> tuple[bool, bool]:
        workers = Workers(1, 1)
        before = workers.is_slow(ABUSER, 1)
        await workers.result(ABUSER, 1, 0, spin)
        return before, workers.is_slow(ABUSER, 1)

    assert asyncio.run(twice()) == (False, True)


def test_the_line_has_an_end_for_one_visitor_and_for_all(tried: Tried) -> None:
    workers = Workers(1, 1)
    with ExitStack() as own, ExitStack() as others:
        for _ in range(OWN_CALLS):
            own.enter_context(workers.place(ABUSER, 0))
        with pytest.raises(BusyError, match="64 of your calls wait") as refusal:
            own.enter_context(workers.place(ABUSER, 0))
        assert refusal.value.own
        for number in range(OWN_CALLS, ALL_CALLS):
            others.enter_context(workers.place(Share(f"{number}", f"{number}"), 0))
        with pytest.raises(BusyError, match="The server is busy") as refusal:
            own.enter_context(workers.place(GENTLE, 0))
        assert not refusal.value.own
        own.close()
        own.enter_context(workers.place(ABUSER, 0))
    tried(ALL_CALLS + 2)


def test_an_address_has_a_wider_bound_than_a_visitor(tried: Tried) -> None:
    workers = Workers(1, 1)
    with ExitStack() as held:
        for number in range(ADDRESS_CALLS):
            held.enter_context(workers.place(Share(f"{number}", "192.0.2.1"), 0))
        with pytest.raises(BusyError, match="512 of your calls"):
            held.enter_context(workers.place(GENTLE, 0))
        held.enter_context(workers.place(Share("other", "192.0.2.2"), 0))
    tried(ADDRESS_CALLS + 1)


def test_the_bodies_that_wait_are_bounded() -> None:
    workers = Workers(1, 1)
    with workers.place(ABUSER, OWN_BYTES), pytest.raises(BusyError), workers.place(ABUSER, 1):
        pass
    with workers.place(ABUSER, OWN_BYTES):
        pass


def test_slow_work_has_a_rate(tried: Tried) -> None:
    quick = Gate()
    quick.go.set()

    async def many() -> BusyError:
        workers = Workers(1, 1)
        try:
            for _ in range(100):
                await workers.result(ABUSER, SLOW_MS, 0, quick)
        except BusyError as error:
            await workers.result(ABUSER, 1, 0, quick)  # gestures go on
            await workers.result(GENTLE, SLOW_MS, 0, quick)
            return error
        raise AssertionError("nobody was refused")

    error = asyncio.run(many())

    assert error.own
    assert 1 <= error.retry_s <= 60
    assert "wait" in str(error)
    assert len(quick.batches) == 62  # a minute's share in steps of a second, and the other two
    tried(len(quick.batches) - 1)


def test_a_failure_of_the_work_is_raised_for_each_and_the_line_goes_on(tried: Tried) -> None:
    def fails(calls: Sequence[int]) -> Sequence[int]:
        raise RuntimeError("out of order")

    async def twice() -> None:
        workers = Workers(1, 1)
        for _ in range(2):
            with pytest.raises(RuntimeError, match="out of order"):
                await workers.result(GENTLE, 1, 1, fails)

    asyncio.run(twice())
    tried(2)
