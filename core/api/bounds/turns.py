"""Turns for the slow work that pages do in threads of their own, such as the preview of a file.

The workers of `core.api.server.workers` never see this work, so the same limits apply here: one
core each, few at a time, one per visitor, the visitor who has used least first, and a rate that
previews share with slow calls. The measured time of a preview counts, not the estimate.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Condition

import torch

from core.api.bounds.rates import slow_calls
from core.api.bounds.shares import Share, has_left, spend, usage

AT_ONCE = max(1, (os.cpu_count() or 1) // 2)
PAUSE_S = 0.25
"""Seconds between two checks of whether it is a page's turn."""
OTHERS = "Waiting until other visitors' files are read …"
SPENT = "You have used your share of this machine for now. This goes on in about a minute …"

OnWait = Callable[[str], None]
"""Takes a sentence that says what the work waits for. It ends the wait by raising."""


@dataclass(eq=False)
class _Ticket:
    share: Share
    may_start: bool = False
    """Whether the visitor's rate leaves room for it."""


class Turns:
    """The turns of one process. Any number of threads may wait for one."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        """Let ``at_once`` visitors work at the same time."""
        self._at_once = at_once
        self._running: set[str] = set()
        self._waiting: list[_Ticket] = []
        self._change = Condition()

    @contextmanager
    def turn(self, share: Share, cost_ms: float, on_wait: OnWait) -> Iterator[None]:
        """Hold a turn for work of about ``cost_ms`` of one core; waits in the calling thread."""
        self._wait(share, cost_ms, on_wait)
        threads, start = torch.get_num_threads(), time.thread_time()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(threads)
            with self._change:
                self._running.discard(share.id)
                self._change.notify_all()
            spend(share, slow_calls, round(1000 * (time.thread_time() - start)))

    def _wait(self, share: Share, cost_ms: float, on_wait: OnWait) -> None:
        ticket = _Ticket(share)
        with self._change:
            self._waiting.append(ticket)
        try:
            while True:
                has_room = has_left(share, slow_calls, round(cost_ms))
                with self._change:
                    ticket.may_start = has_room
                    if self._is_next(ticket):
                        self._running.add(share.id)
                        return
                    self._change.wait(PAUSE_S)
                on_wait(OTHERS if has_room else SPENT)
        finally:
            with self._change:
                self._waiting.remove(ticket)
                self._change.notify_all()

    def _is_next(self, ticket: _Ticket) -> bool:
        if len(self._running) >= self._at_once:
            return False
        able = [
            each for each in self._waiting if each.may_start and each.share.id not in self._running
        ]
        return ticket in able and ticket is min(
            able, key=lambda each: usage(each.share, slow_calls)
        )


@cache
def turns() -> Turns:
    """The turns of this process."""
    return Turns()
