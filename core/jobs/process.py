"""Worker processes: started in a session of their own, recognised and ended without mistake."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from core.jobs.folder import JobFolder
from core.jobs.kinds import KINDS, NICENESS, USUAL_NICENESS, worker_threads
from core.jobs.spec import JobSpec
from core.settings import PROJECT

Worker = subprocess.Popen[bytes]


def start(home: JobFolder, lock: int, spec: JobSpec) -> Worker:
    """Start the worker of a job, which takes the lock over.

    It outlives this process: a server that is stopped and started again finds it at work.
    """
    threads = str(worker_threads(spec.device))
    environment = {"OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads, **os.environ}
    niceness = str(NICENESS.get(spec.kind, USUAL_NICENESS))
    command = [sys.executable, "-m", "core.jobs.worker"]
    command += [str(home.path.resolve()), KINDS[spec.kind], niceness]
    with home.log.open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(lock,),
            start_new_session=True,
        )


def sign(home: JobFolder) -> None:
    """Note in the job's folder that this process is its worker."""
    home.worker.write_text(json.dumps({"pid": os.getpid(), "start": start_mark(os.getpid())}))


def kill(home: JobFolder) -> bool:
    """End the job's worker, started by whomever, at once; False where it is no longer there.

    The number alone is not enough: the system may have given it to another process since.
    """
    try:
        noted = json.loads(home.worker.read_bytes())
        pid, start_noted = int(noted["pid"]), noted["start"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if start_noted is None or start_mark(pid) != start_noted:
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return True


def start_mark(pid: int) -> str | None:
    """What tells a process from every other that had or will have its number; None: it is gone.

    On Linux the boot and the clock ticks since it, which no change of the time of day moves.
    """
    try:
        # The name, in parentheses, may itself hold spaces and parentheses.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return None if fields[0] in "ZX" else f"{boot} {fields[19]}"
    except FileNotFoundError:
        pass
    if Path("/proc/self/stat").exists():
        return None
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    return shown.stdout.strip() or None
