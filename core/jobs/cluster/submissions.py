"""Names of jobs in Ray, and the one command that a machine of the cluster runs.

Ray passes the command to a shell. The command is fixed, and its one argument, a job's id, consists
of digits, a hyphen and letters from a to f, so no text that a person typed reaches the shell.
"""

from collections.abc import Iterable

from core.errors import JobError
from core.jobs.folders.events import Event
from core.jobs.folders.folder import ID_PATTERN

ENTRYPOINT = "python -m core.jobs.cluster.worker"
REASON = "Latent Lab: "  # begins the line in which a worker says why it cannot start


def check_id(job: str) -> str:
    """The id of a job; `JobError` if it is anything else."""
    if not ID_PATTERN.fullmatch(job):
        raise JobError(f"There is no job {job[:40]!r}; it may have been deleted.")
    return job


def name(job: str, attempt: int, number: int) -> str:
    """Name of a submission, different for each resumption (``attempt``) and retry (``number``)."""
    return f"{check_id(job)}-{attempt}-{number}"


def submissions_of(events: Iterable[Event]) -> list[str]:
    """Submissions of a job, oldest first."""
    return [
        event["submission"]
        for event in events
        if event["event"] == "submitted" and isinstance(event.get("submission"), str)
    ]


def submissions_of_attempt(events: Iterable[Event]) -> list[str]:
    """Submissions of the current attempt at a job, oldest first."""
    current: list[Event] = []
    for event in events:
        current = [] if event["event"] == "queued" else [*current, event]
    return submissions_of(current)


def reason(log: str) -> str:
    """Why a worker could not start, from what it printed; empty if it does not say."""
    lines = [line for line in log.splitlines() if line.startswith(REASON)]
    return lines[-1].removeprefix(REASON)[:300] if lines else ""
