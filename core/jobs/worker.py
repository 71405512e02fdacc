"""Runs one job in this process: ``python -m core.jobs.worker FOLDER MODULE:FUNCTION NICENESS``."""

import errno
import logging
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from core import logs
from core.errors import LatentLabError, TrainingError
from core.jobs.context import CancelledError, Context
from core.jobs.ending import DISK_FULL, DISK_FULL_HINT, DISK_FULL_STATUS
from core.jobs.folders.events import Event
from core.jobs.folders.folder import JobFolder
from core.jobs.local.process import record_worker
from core.settings import tune_process

NO_MEMORY_HINT = "Halve the batch size, or make the network smaller, and start it again."
log = logging.getLogger("latent_lab.worker")


def main(folder: Path, function: str) -> int:
    """Run the job in ``folder`` with the function ``module:name`` and log how it ended.

    Returns the exit status: 0, or `DISK_FULL_STATUS` if there is no room for that log entry.
    """
    home = JobFolder(folder)

    def do() -> None:
        record_worker(home)
        context = Context(home)
        context.event(**outcome(context, function))

    return exit_status(home, do)


def exit_status(home: JobFolder, do: Callable[[], None]) -> int:
    """Run a job and log its end with ``do``; returns the exit status of `main`."""
    try:
        do()
    except OSError as error:
        if not home.exists():
            log.info("The job's folder was deleted, so the job ends.")
            shutil.rmtree(home.path, ignore_errors=True)  # files written during the deletion
        elif error.errno in (errno.ENOSPC, errno.EDQUOT):
            return DISK_FULL_STATUS
        else:
            raise
    return 0


def outcome(context: Context, function: str) -> Event:
    """Run the job and return the event that ends it: "done", "failed" or "cancelled".

    A function of its own, so that an exception, which holds on to tensors, is freed on return.
    """
    try:
        context.check()
        return {"event": "done", "result": _load(function)(context)}
    except CancelledError:
        return {"event": "cancelled"}
    except TrainingError as error:
        # The same seed would lead to the same end.
        return _failure(str(error), resumable=False)
    except LatentLabError as error:
        return _failure(str(error))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        return _failure(DISK_FULL, DISK_FULL_HINT)
    except Exception as error:
        log.exception("The job failed")
        if _is_out_of_memory(error):
            message = f"Out of memory on {context.spec.device}."
            return _failure(message, NO_MEMORY_HINT, resumable=False)
        message = f"The job failed with an unexpected error: {_short(error)}"
        return _failure(
            message, "The log says where. Resume continues from what the job has saved."
        )


def _failure(message: str, hint: str = "", *, resumable: bool = True) -> Event:
    return {"event": "failed", "message": message, "hint": hint, "resumable": resumable}


def _load(function: str) -> Callable[[Context], dict[str, Any]]:
    module, name = function.split(":")
    job_function: Callable[[Context], dict[str, Any]] = getattr(import_module(module), name)
    return job_function


def _is_out_of_memory(error: Exception) -> bool:
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return "out of memory" in str(error).lower() or "can't allocate memory" in str(error)


def _short(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:300]


def _lower_priority(niceness: int) -> None:
    """Lower this process's priority, so that the dashboard comes first.

    Linux on a desktop first divides the processors between sessions, and a worker has a session of
    its own: its niceness has an effect only if the session's is set too (sched(7), "autogroup").
    """
    os.nice(niceness)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(niceness))


def _prepare(niceness: int) -> None:
    logs.configure()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is for the server only
    _lower_priority(niceness)
    tune_process()


if __name__ == "__main__":
    _prepare(int(sys.argv[3]))
    with logs.bind(job=Path(sys.argv[1]).name):
        sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
