"""Worker processes, each in a session of its own, with an identity that survives PID reuse."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from core.jobs.context import worker_threads
from core.jobs.folders.folder import JobFolder
from core.jobs.kinds import KINDS
from core.jobs.spec import JobSpec
from core.settings import PROJECT
from core.storage.files import replace_file

Worker = subprocess.Popen[bytes]


def start_worker(home: JobFolder, lock: int, spec: JobSpec) -> Worker:
    """Start the worker of a job and pass it the descriptor that holds the job's lock.

    The worker outlives this process: a restarted server finds it running. Raises OSError or
    KeyError (unknown kind).
    """
    kind = KINDS[spec.kind]
    threads = str(worker_threads(spec.device))
    environment = {"OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads, **os.environ}
    command = [sys.executable, "-m", "core.jobs.worker"]
    command += [str(home.path.resolve()), kind.function, str(kind.niceness)]
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


def record_worker(home: JobFolder) -> None:
    """Write into the job's folder that this process is its worker."""
    pid = os.getpid()
    identity = {"pid": pid, "start": process_identity(pid)}
    replace_file(home.worker, json.dumps(identity).encode(), durable=False)


def kill_worker(home: JobFolder) -> bool:
    """Kill the job's worker, whichever process started it; False if it is not running.

    The PID alone is not enough: the system may have given it to another process since.
    """
    try:
        record = json.loads(home.worker.read_bytes())
        pid, identity = int(record["pid"]), record["start"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if identity is None or process_identity(pid) != identity:
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return True


def process_identity(pid: int) -> str | None:
    """Identity of a process that survives reuse of its PID; None if it is not running.

    On Linux the boot id and the clock ticks from boot to the start of the process, which no change
    of the system time affects.
    """
    try:
        # The process name, in parentheses, may itself contain spaces and parentheses.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return None if fields[0] in "ZX" else f"{boot} {fields[19]}"
    except FileNotFoundError:
        pass
    if Path("/proc/self/stat").exists():
        return None
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    listing = subprocess.run(command, capture_output=True, text=True, check=False)
    return listing.stdout.strip() or None
