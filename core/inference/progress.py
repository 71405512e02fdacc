"""Progress of a computation, reported by a callback."""

from collections.abc import Callable

OnProgress = Callable[[int, int], None]
"""Called with the number of completed steps and of all steps, usually images."""


def ignore_progress(done: int, total: int) -> None:
    """Ignore progress."""
