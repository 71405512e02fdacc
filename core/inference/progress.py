"""Progress of a computation, reported by a callback."""

from collections.abc import Callable

OnProgress = Callable[[int, int], None]
"""Called with the number of steps done and of all steps, usually images."""


def ignore_progress(done: int, total: int) -> None:
    """Do nothing with a progress."""
