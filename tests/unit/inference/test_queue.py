"""The queue: one computation at a time, once for all callers, and what is kept waits for none."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest

from core.errors import BusyError, DataError
from core.inference import queue as queue_module
from core.inference.caller import Caller, CallerGone, calling
from core.inference.progress import OnProgress
from core.inference.queue import ALL_PENDING, UNCLAIMED, NotReady, Queue
from core.settings import settings
from core.storage.cache import begin_computation, cached
from tests.counts import Tried

T = TypeVar("T")


@pytest.fixture
def line() -> Queue:
    return Queue(patience_s=0)


def awaited(line: Queue, key: str, compute: Callable[[OnProgress], T]) -> T:
    while True:
        try:
            return line.result(key, "Thinking", compute)
        except NotReady:
            time.sleep(0.01)


def slow(value: T, gate: threading.Event) -> Callable[[OnProgress], T]:
    """A computation that gives ``value`` once the gate is open."""

    def compute(on_progress: OnProgress) -> T:
        begin_computation()
        on_progress(1, 2)
        assert gate.wait(60)
        return value

    return compute


def test_a_computation_is_shared_by_all_who_ask(line: Queue) -> None:
    gate, runs = threading.Event(), []

    def compute(on_progress: OnProgress) -> str:
        begin_computation()
        runs.append(1)
        return slow("done", gate)(on_progress)

    for _ in range(5):
        with pytest.raises(NotReady):
            line.result("key", "Thinking", compute)
    gate.set()

    assert awaited(line, "key", compute) == "done"
    assert len(runs) == 1


def test_not_ready_says_how_far_it_is(line: Queue) -> None:
    gate, started = threading.Event(), threading.Event()

    def compute(on_progress: OnProgress) -> str:
        begin_computation()
        on_progress(3, 4)
        started.set()
        gate.wait(60)
        return "done"

    with pytest.raises(NotReady) as first:
        line.result("key", "Thinking", compute)
    assert started.wait(60)
    with pytest.raises(NotReady) as second:
        line.result("key", "Thinking", compute)
    gate.set()

    assert first.value.progress.what == "Thinking"
    assert (second.value.progress.done, second.value.progress.total) == (3, 4)
    assert str(second.value) == "Thinking: 3 of 4"


def test_one_at_a_time_in_the_order_of_the_calls(line: Queue) -> None:
    gate, order = threading.Event(), []

    def compute(name: str) -> Callable[[OnProgress], str]:
        def run(_: OnProgress) -> str:
            begin_computation()
            order.append(name)
            gate.wait(60)
            return name

        return run

    for name in "abc":
        with pytest.raises(NotReady):
            line.result(name, "Thinking", compute(name))
    time.sleep(0.05)
    assert order in ([], ["a"])
    gate.set()
    assert [awaited(line, name, compute(name)) for name in "cba"] == ["c", "b", "a"]
    assert order == ["a", "b", "c"]


def test_what_is_kept_does_not_wait_for_the_queue(
    line: Queue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path))
    settings.cache_clear()
    gate = threading.Event()
    cached("kept by the queue's test", lambda: {"a": np.arange(3)})

    with pytest.raises(NotReady):
        line.result("slow", "Thinking", slow("done", gate))
    result = line.result(
        "quick",
        "Thinking",
        lambda _: cached("kept by the queue's test", lambda: pytest.fail("it is kept")),
    )
    gate.set()
    settings.cache_clear()

    np.testing.assert_array_equal(result["a"], [0, 1, 2])


def test_an_error_of_the_computation_is_raised_for_the_caller_once(line: Queue) -> None:
    def fail(_: OnProgress) -> str:
        begin_computation()
        raise DataError("no digits")

    with pytest.raises(DataError, match="no digits"):
        awaited(line, "key", fail)
    opened = threading.Event()
    opened.set()
    assert awaited(line, "key", slow("better", opened)) == "better"


def test_an_error_that_needs_no_computation_is_raised_at_once(line: Queue) -> None:
    def refuse(_: OnProgress) -> str:
        raise DataError("no such data set")

    with pytest.raises(DataError, match="no such data set"):
        line.result("key", "Thinking", refuse)


def test_results_that_nobody_comes_for_are_dropped(line: Queue) -> None:
    gate = threading.Event()
    for number in range(UNCLAIMED + 5):
        with pytest.raises(NotReady):
            line.result(str(number), "Thinking", slow(number, gate))
    gate.set()
    assert awaited(line, "last", slow("last", gate)) == "last"

    assert len(line._unclaimed) <= UNCLAIMED
    assert not line._pending


def queued(line: Queue, visitor: str, name: str, compute: Callable[[OnProgress], str]) -> None:
    with calling(Caller(visitor, lambda: False)), pytest.raises(NotReady):
        line.result(name, "Thinking", compute)


def test_visitors_take_turns(line: Queue, tried: Tried) -> None:
    gate, order = threading.Event(), []

    def compute(name: str) -> Callable[[OnProgress], str]:
        def run(_: OnProgress) -> str:
            begin_computation()
            order.append(name)
            assert gate.wait(60)
            return name

        return run

    for name in ("a1", "a2", "a3", "a4", "b1"):
        queued(line, name[0], name, compute(name))
    with calling(Caller("a", lambda: False)), pytest.raises(BusyError) as refusal:
        line.result("a5", "Thinking", compute("a5"))
    gate.set()

    assert awaited(line, "a4", compute("a4")) == "a4"
    assert order == ["a1", "b1", "a2", "a3", "a4"]
    assert refusal.value.own
    tried(len(order))


def test_the_queue_has_an_end(line: Queue) -> None:
    gate = threading.Event()
    for number in range(ALL_PENDING):
        with pytest.raises(NotReady):
            line.result(f"{number}", "Thinking", slow("done", gate))
    with pytest.raises(BusyError, match="Too many computations") as refusal:
        line.result("more", "Thinking", slow("done", gate))
    gate.set()

    assert not refusal.value.own


def test_a_computation_that_nobody_calls_for_is_stopped(
    line: Queue, monkeypatch: pytest.MonkeyPatch, tried: Tried
) -> None:
    monkeypatch.setattr(queue_module, "ABANDONED_S", 0.2)
    stopped, starts = threading.Event(), []

    def endless(on_progress: OnProgress) -> str:
        begin_computation()
        while True:
            time.sleep(1)  # until then nobody has called for the other one either
            try:
                on_progress(1, 2)
            except CallerGone:
                stopped.set()
                raise

    def never(_: OnProgress) -> str:
        begin_computation()
        starts.append(1)
        return "never"

    for name, compute in (("runs", endless), ("waits", never)):
        with pytest.raises(NotReady):
            line.result(name, "Thinking", compute)
    assert stopped.wait(30)
    opened = threading.Event()
    opened.set()

    assert awaited(line, "next", slow("done", opened)) == "done"  # the queue goes on
    assert not starts
    assert not line._pending
    tried(2)
