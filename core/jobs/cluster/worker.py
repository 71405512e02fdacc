"""Runs one job on a machine of the cluster: ``python -m core.jobs.cluster.worker JOB``.

The machine's own settings name the folder of jobs. Everything else is in the job's folder, which
the dashboard has written.
"""

import logging
import os
import signal
import socket
import sys
import threading
import time

from core import logs
from core.errors import JobError
from core.jobs.cluster.delivery import DELIVERED
from core.jobs.cluster.guard import Guard
from core.jobs.cluster.submissions import REASON, check_id
from core.jobs.context import Context, Lease
from core.jobs.ending import ENDED_BY_CLUSTER
from core.jobs.folders.events import Event
from core.jobs.folders.folder import JobFolder
from core.jobs.folders.status import logged_state
from core.jobs.kinds import KINDS, require_kind
from core.jobs.worker import exit_status, outcome
from core.settings import settings, tune_process

PATIENCE_S = 10.0  # for a new folder to become visible on another machine
CANNOT_START = 3  # exit status
log = logging.getLogger("latent_lab.worker")


def main(job: str) -> int:
    """Run a job and return the exit status; no effect if it was started or cancelled already."""
    try:
        home = _folder(check_id(job))
        attempt = home.attempt()
        if logged_state(home.events()).state != "queued" or not home.claim(f"start-{attempt}"):
            log.info("There is nothing left to do for job %s.", job)
            return 0
        _redirect_output(home)
    except (JobError, OSError) as error:
        problem = error.strerror if isinstance(error, OSError) else str(error)
        print(f"{REASON}{problem} on {socket.gethostname()}, in {settings().jobs}.", flush=True)
        return CANNOT_START
    return exit_status(home, lambda: _do(home, attempt))


def _folder(job: str) -> JobFolder:
    home = JobFolder(settings().jobs / job)
    deadline = time.monotonic() + PATIENCE_S
    while not home.exists():
        if time.monotonic() > deadline:
            raise JobError("The shared folder of jobs does not have this one")
        time.sleep(0.2)
    return home


def _do(home: JobFolder, attempt: int) -> None:
    termination = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: termination.set())
    submission = [row for row in home.events() if row["event"] == "submitted"][-1]
    cpus, gpus = int(submission.get("cpus", 1)), float(submission.get("gpus", 0))
    home.append("started", machine=socket.gethostname())
    guard = Guard(home, attempt)
    guard.start()
    try:
        context = Context(home, Lease(cpus, gpus, home.outbox, termination.is_set))
        require_kind(context.spec.kind)
        end = outcome(context, KINDS[context.spec.kind].function)
        if end["event"] == "cancelled" and not home.stop_requested():
            end = ENDED_BY_CLUSTER
        if home.claim(f"end-{attempt}"):
            home.append(**_last_event(home, end))
    finally:
        guard.close()


def _last_event(home: JobFolder, end: Event) -> Event:
    """``end``, or the event that delivers it with a checkpoint if the outbox has one."""
    names = [path.stem for path in home.outbox.glob("*.safetensors")]
    return {"event": DELIVERED, "end": end, "checkpoint": names[0]} if names else end


def _redirect_output(home: JobFolder) -> None:
    """Send further output to the job's log instead of Ray's."""
    with home.log.open("ab") as file:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(file.fileno(), stream.fileno())


if __name__ == "__main__":
    logs.configure()
    tune_process()
    with logs.bind(job=sys.argv[1][:40]):
        sys.exit(main(sys.argv[1]))
