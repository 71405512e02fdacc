"""Work that is never done, for tests of routes that others test with their results."""

from collections.abc import Callable
from typing import TypeVar

from core.inference.progress import OnProgress, ignore_progress
from core.inference.queue import NotReady, Progress
from core.storage.cache import if_kept

T = TypeVar("T")


def never_ready(key: str, what: str, compute: Callable[[OnProgress], T]) -> T:
    """In place of `queue.result`: what is kept, or not ready, without minutes of work."""
    kept = if_kept(lambda: compute(ignore_progress))
    if kept is None:
        raise NotReady(Progress(what, 0, 1))
    return kept
