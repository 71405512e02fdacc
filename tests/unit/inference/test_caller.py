"""Work knows who waits for it, in its own context only."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from core.inference.caller import Caller, CallerGone, calling, current_caller, stop_if_gone

HERE = Caller("a", lambda: False)
GONE = Caller("b", lambda: True)


def test_work_of_the_process_itself_never_stops() -> None:
    assert current_caller() is None
    stop_if_gone()


def test_only_work_for_a_caller_who_left_stops() -> None:
    with calling(HERE):
        stop_if_gone()
        with calling(GONE), pytest.raises(CallerGone):
            stop_if_gone()
        assert current_caller() is HERE
    assert current_caller() is None


def test_a_thread_has_the_caller_of_the_context_that_it_is_given() -> None:
    with calling(HERE), ThreadPoolExecutor(1) as threads:
        assert threads.submit(copy_context().run, current_caller).result() is HERE
        assert threads.submit(current_caller).result() is None
