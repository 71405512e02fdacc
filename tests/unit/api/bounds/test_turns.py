"""Slow work of pages: in turns, one core and one place for each visitor, and at a rate."""

import time
from collections.abc import Callable
from threading import Event, Thread

import pytest
import torch

from core.api.bounds import turns as module
from core.api.bounds.rates import slow_calls
from core.api.bounds.shares import Share, spend, usage
from core.api.bounds.turns import OTHERS, SPENT, OnWait, Turns
from core.settings import settings
from tests.counts import Tried

A, B = Share("browser a", "192.0.2.1"), Share("browser b", "192.0.2.2")


PATIENCE_S = 120


@pytest.fixture(autouse=True)
def _short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_S", 0.01)


def ignore(_: str) -> None:
    """Wait without a word."""


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


class Crowd:
    """Threads that hold a turn until they are let go, each in its place of ``order``."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.order: list[Share] = []
        self.inside: list[Share] = []
        self.most: dict[str, int] = {}
        self.go = Event()
        self.threads: list[Thread] = []

    def send(self, share: Share, count: int = 1, work_ms: int = 0) -> None:
        for _ in range(count):
            thread = Thread(target=self._hold, args=(share, work_ms), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _hold(self, share: Share, work_ms: int) -> None:
        with self.turns.turn(share, 1, ignore):
            self.order.append(share)
            self.inside.append(share)
            own = self.inside.count(share)
            self.most[share.id] = max(own, self.most.get(share.id, 0))
            assert self.go.wait(PATIENCE_S)
            spend(share, slow_calls, work_ms)
            self.inside.remove(share)

    def end(self) -> None:
        self.go.set()
        for thread in self.threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()


def test_another_visitor_comes_after_one_of_forty(tried: Tried) -> None:
    crowd = Crowd(Turns(at_once=1))
    crowd.send(A, 40, work_ms=10)
    wait_until(lambda: crowd.order == [A])
    crowd.send(B)
    wait_until(lambda: len(crowd.turns._waiting) == 40)

    crowd.end()

    assert crowd.order[:2] == [A, B]
    assert len(crowd.order) == 41
    tried(41)


def test_a_visitor_has_one_place_of_several() -> None:
    crowd = Crowd(Turns(at_once=2))
    crowd.send(A, 6)
    wait_until(lambda: crowd.inside == [A])
    crowd.send(B)
    wait_until(lambda: crowd.inside == [A, B])

    crowd.end()

    assert crowd.most == {A.id: 1, B.id: 1}


def test_what_is_above_the_rate_waits_and_others_do_not() -> None:
    turns = Turns(at_once=1)
    spend(A, slow_calls, settings().visitor_ms)
    sentences: list[str] = []
    crowd = Crowd(turns)

    def leave(sentence: str) -> None:
        sentences.append(sentence)
        if len(sentences) == 1:
            crowd.send(B)
            wait_until(lambda: crowd.inside == [B])
        raise KeyboardInterrupt  # as Streamlit ends a page that was left

    with pytest.raises(KeyboardInterrupt), turns.turn(A, 500, leave):
        pytest.fail("the visitor has nothing left")
    crowd.end()

    assert sentences == [SPENT]
    assert turns._waiting == []


def test_a_page_says_that_it_waits_for_others_and_can_leave() -> None:
    turns = Turns(at_once=1)
    crowd = Crowd(turns)
    crowd.send(B)
    wait_until(lambda: crowd.inside == [B])
    say: OnWait = pytest.fail

    with pytest.raises(pytest.fail.Exception, match=OTHERS), turns.turn(A, 1, say):
        pass
    crowd.end()
    with turns.turn(A, 1, say):  # the place is free again
        pass


def test_what_it_took_is_counted_and_not_the_estimate() -> None:
    with Turns().turn(A, 50_000, ignore):
        start = time.thread_time()
        while time.thread_time() - start < 0.05:
            pass

    assert 50 <= usage(A, slow_calls) < 5000


def test_it_has_one_core() -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(2)
        with Turns().turn(A, 1, ignore):
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_a_failure_gives_the_place_back() -> None:
    turns = Turns(at_once=1)
    with pytest.raises(ValueError, match="wrong"), turns.turn(A, 1, ignore):
        raise ValueError("wrong")
    with turns.turn(A, 1, pytest.fail):
        pass


def test_more_than_the_rate_gives_in_all_can_still_be_asked_for() -> None:
    with Turns().turn(A, 10 * settings().visitor_ms, pytest.fail):
        pass
