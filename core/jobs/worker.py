"""One job in a process of its own: ``python -m core.jobs.worker FOLDER MODULE:FUNCTION NICENESS``.

The runner starts it.
"""

import errno
import logging
import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

from core.errors import LatentLabError, TrainingError
from core.jobs import process
from core.jobs.folder import JobFolder
from core.jobs.kinds import Cancelled, Context, entry_at
from core.jobs.verdict import DISK_FULL, NO_ROOM, NO_ROOM_HINT
from core.settings import tune_process

NO_MEMORY = "The memory ran out"
NO_MEMORY_HINT = "Halve the batch size, or make the network smaller, and start it again."
log = logging.getLogger("latent_lab.worker")


def main(folder: Path, entry: str) -> int:
    """Do the job in ``folder`` with the function at ``entry`` and log how it ended.

    Returns the exit status: 0, or `DISK_FULL` where there is no room for that last line.
    """
    home = JobFolder(folder)
    try:
        process.sign(home)
        context = Context(home)
        try:
            problem = _problem_of(context, entry)
            if problem is not None:
                context.event("failed", **problem)
        except Cancelled:
            context.event("cancelled")
    except OSError as error:
        if not home.exists():
            log.info("The folder is gone, and so is the job.")
            shutil.rmtree(folder, ignore_errors=True)  # what was written while it went
        elif error.errno in (errno.ENOSPC, errno.EDQUOT):
            return DISK_FULL
        else:
            raise
    return 0


def _problem_of(context: Context, entry: str) -> dict[str, object] | None:
    """Run the job; what went wrong as the values of a "failed" event, None where it is done.

    Its own function, so that the exception, which holds on to tensors, is gone when it returns.
    """
    try:
        context.check()
        result = entry_at(entry)(context)
        context.event("done", result=result)
    except Cancelled:
        raise
    except TrainingError as error:
        # The same seed would lead to the same end.
        return {"message": str(error), "hint": "", "resumable": False}
    except LatentLabError as error:
        return {"message": str(error), "hint": "", "resumable": True}
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        return {"message": f"{NO_ROOM}.", "hint": NO_ROOM_HINT, "resumable": True}
    except Exception as error:
        log.exception("The job failed")
        if _out_of_memory(error):
            message = f"{NO_MEMORY} on {context.spec.device}."
            return {"message": message, "hint": NO_MEMORY_HINT, "resumable": False}
        return {
            "message": f"The job stopped on an error it was not prepared for: {_short(error)}",
            "hint": "The log says where. Resume goes on from what it has kept.",
            "resumable": True,
        }
    return None


def _out_of_memory(error: Exception) -> bool:
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return "out of memory" in str(error).lower() or "can't allocate memory" in str(error)


def _short(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:300]


def _give_way(niceness: int) -> None:
    """Be as nice to the dashboard as asked.

    Linux on a desktop first shares the processors between sessions, and a worker has one of its
    own: its niceness counts there only where the session's is set too (sched(7), "autogroup").
    """
    os.nice(niceness)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(niceness))


def _prepare(niceness: int) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the server's terminal is not ours
    _give_way(niceness)
    tune_process()


if __name__ == "__main__":
    _prepare(int(sys.argv[3]))
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
