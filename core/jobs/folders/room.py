"""Limits on jobs: how many may be active, per visitor and in all, and how much disk they take."""

import logging
from collections.abc import Callable, Sequence

from core.errors import JobError
from core.jobs.folders.folder import JobFolder
from core.jobs.spec import Status
from core.settings import settings
from core.storage.files import files_below
from core.text.numbers import quantity

MIB = 2**20

log = logging.getLogger(__name__)


def require_place(active: Sequence[Status], owner: str) -> None:
    """Raise JobError if too many jobs wait or run already.

    ``active`` are all jobs that have not ended. Without an ``owner``, only the total is limited.
    """
    own, most = sum(status.owner == owner for status in active), settings().visitor_jobs
    if owner and own >= most:
        raise JobError(
            f"You may have {quantity(most, 'job')} at a time: wait until one of yours has ended, "
            "or stop one."
        )
    if len(active) >= settings().jobs_waiting:
        raise JobError(
            f"The dashboard accepts at most {quantity(settings().jobs_waiting, 'job')} at a time: "
            "try again later."
        )


def make_room(
    folders: Sequence[JobFolder],
    status_of: Callable[[JobFolder], Status],
    delete: Callable[[str], None],
) -> None:
    """Delete the oldest jobs that have ended until all fit into the disk space for jobs.

    A job that can be resumed stays, because it holds what it has learned so far; checkpoints are
    stored elsewhere. Raises JobError if that does not suffice.
    """
    most = settings().jobs_mb * MIB
    sizes = {
        folder.id: sum(status.st_size for _, status in files_below(folder.path))
        for folder in folders
    }
    total = sum(sizes.values())
    for folder in sorted(folders, key=lambda folder: folder.id):
        if total <= most:
            return
        try:
            status = status_of(folder)
            if status.active or status.resumable:
                continue
            delete(folder.id)
        except JobError as error:  # resumed or deleted by another process meanwhile
            log.info("Job %s stays: %s", folder.id, error)
            continue
        log.info("Job %s, which has ended, is deleted to make room.", folder.id)
        total -= sizes[folder.id]
    if total > most:
        raise JobError(
            f"The jobs take {total // MIB:,} MiB, and {most // MIB:,} are allowed: delete jobs "
            "that you no longer need."
        )
