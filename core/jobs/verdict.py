"""How a job ended whose worker could not say so itself."""

import signal
from dataclasses import dataclass
from typing import Any, Literal

DISK_FULL = 28  # exit status of a worker that could not even write to its log
NO_ROOM = "The disk is full"
NO_ROOM_HINT = "Make room and press Resume: it goes on from what it has kept."


@dataclass(frozen=True)
class Verdict:
    """The event to be written for such a job."""

    event: Literal["cancelled", "failed", "interrupted"]
    message: str = ""
    hint: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """The event's values; what is on disk is whole, so that going on is always possible."""
        return {"message": self.message, "hint": self.hint, "resumable": True}


INTERRUPTED = Verdict(
    "interrupted",
    "The job was at work when the machine or the dashboard stopped.",
    "Resume goes on from what it has kept.",
)


def verdict_on(*, stopped: bool, watched: bool, status: int | None) -> Verdict:
    """The verdict on a dead worker.

    Args:
        stopped: it had been asked to stop.
        watched: this runner has seen it alive, so that it did not die while nobody looked.
        status: its exit status, negative for a signal; None where another runner started it.
    """
    if stopped:
        return Verdict("cancelled")
    if status == DISK_FULL:
        return Verdict("failed", f"{NO_ROOM}.", NO_ROOM_HINT)
    if status is not None and status < 0:
        name = signal.Signals(-status).name
        hint = "Resume goes on from the last whole epoch."
        if -status == signal.SIGKILL:
            hint = f"Systems do so when memory runs out: try half the batch. {hint}"
        return Verdict("failed", f"The worker was killed from outside ({name}).", hint)
    if status is not None or watched:
        return Verdict(
            "failed",
            "The worker ended without a word.",
            "The log may say why. Resume goes on from what it has kept.",
        )
    return INTERRUPTED
