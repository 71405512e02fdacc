"""Events for the end of a job whose worker could not log it."""

import signal

from core.jobs.folders.events import Event

DISK_FULL_STATUS = 28  # exit status of a worker that could not write to its log
DISK_FULL = "The disk is full."
DISK_FULL_HINT = "Free some space and press Resume: the job continues from what it has saved."


def _event(name: str, message: str = "", hint: str = "") -> Event:
    # Files on disk are always whole, so every such job can be resumed.
    return {"event": name, "message": message, "hint": hint, "resumable": True}


INTERRUPTED = _event(
    "interrupted",
    "The job was running when the machine or the dashboard stopped.",
    "Resume continues from what it has saved.",
)


WORKER_LOST = _event(
    "interrupted",
    "The worker on the cluster was lost: it no longer responds.",
    "Its log may say why. Resume continues from what the job has saved.",
)
ENDED_BY_CLUSTER = _event(
    "interrupted",
    "The cluster ended the job, as it does if a machine is taken away.",
    "Resume continues from what it has saved.",
)


def end_of_dead_worker(*, stop_requested: bool, seen_alive: bool, exit_status: int | None) -> Event:
    """The event to log for a worker that died.

    Args:
        stop_requested: the job had been asked to stop.
        seen_alive: this runner has seen the worker alive, so it did not die between two runners.
        exit_status: of the process, negative for a signal; None if another runner started it.
    """
    if stop_requested:
        return _event("cancelled")
    if exit_status == DISK_FULL_STATUS:
        return _event("failed", DISK_FULL, DISK_FULL_HINT)
    if exit_status is not None and exit_status < 0:
        name = signal.Signals(-exit_status).name
        hint = "Resume continues from the last whole epoch."
        if -exit_status == signal.SIGKILL:
            hint = f"A system does this when memory runs out: halve the batch size. {hint}"
        return _event("failed", f"The worker was killed from outside ({name}).", hint)
    if exit_status is not None or seen_alive:
        return _event(
            "failed",
            "The worker ended without a message.",
            "The log may say why. Resume continues from what the job has saved.",
        )
    return INTERRUPTED
