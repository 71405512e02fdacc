"""Caller of a computation, and whether they still wait for it.

A server sets the caller around its work. Long work checks between batches whether the caller has
left, and stops.

>>> from core.inference.caller import Caller, CallerGone, calling, stop_if_gone
>>> with calling(Caller("visitor", lambda: True)):
...     try:
...         stop_if_gone()
...     except CallerGone:
...         print("Nobody waits for this.")
Nobody waits for this.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


class CallerGone(Exception):
    """Raised inside a computation whose caller has left."""


@dataclass(frozen=True)
class Caller:
    """A visitor who waits for a computation."""

    visitor: str
    """Id of the visitor; computations with the same id share one visitor's part of the machine."""
    is_gone: Callable[[], bool]
    """Whether the visitor has left. Called often, from any thread."""


_caller: ContextVar[Caller | None] = ContextVar("caller", default=None)


@contextmanager
def calling(caller: Caller) -> Iterator[None]:
    """Set the caller of all work inside the block."""
    token = _caller.set(caller)
    try:
        yield
    finally:
        _caller.reset(token)


def current_caller() -> Caller | None:
    """The caller of this work; None for work of this process itself, such as a page's."""
    return _caller.get()


def stop_if_gone() -> None:
    """Raise `CallerGone` if the caller of this work has left."""
    caller = _caller.get()
    if caller is not None and caller.is_gone():
        raise CallerGone
