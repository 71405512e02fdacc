"""Kinds of work for the tests of jobs, which real workers can run in processes of their own."""

import errno
import os
import signal
import time
from pathlib import Path
from typing import Any
from unittest import mock

from core.errors import JobError, TrainingError
from core.jobs.context import Context
from core.jobs.kinds import Kind
from core.jobs.spec import JobSpec, Progress
from core.visitors import Action


def count(context: Context) -> dict[str, Any]:
    """Count to ``to``, a step each ``pause`` seconds, going on from what an earlier try wrote."""
    path = context.folder / "count.txt"
    done = int(path.read_text()) if path.exists() else 0
    to = context.spec.params.get("to", 3)
    while done < to:
        time.sleep(context.spec.params.get("pause", 0.01))
        context.check()
        done += 1
        temporary = path.with_suffix(".tmp")
        temporary.write_text(str(done))
        temporary.replace(path)
        context.progress(Progress(done=done, total=to, unit="steps"), now=True)
        context.event("step", number=done)
    return {"counted": done}


def wait(context: Context) -> dict[str, Any]:
    """Wait until told to stop."""
    context.event("waiting")
    while True:
        time.sleep(0.01)
        context.check()


def deaf(context: Context) -> dict[str, Any]:
    """Never look whether to stop."""
    context.event("waiting")
    time.sleep(600)
    return {}


def refuse(context: Context) -> dict[str, Any]:
    """Fail with a sentence."""
    raise JobError("There is nothing to do.")


def not_a_number(context: Context) -> dict[str, Any]:
    """Fail as a training does whose loss is no longer a number."""
    raise TrainingError("The loss stopped being a number.")


def crash(context: Context) -> dict[str, Any]:
    """Fail unprepared."""
    raise ZeroDivisionError("1 / 0")


def leave(context: Context) -> dict[str, Any]:
    """End the process without a word."""
    os._exit(3)


def no_memory(context: Context) -> dict[str, Any]:
    """Ask for more memory than there is, the first time."""
    import torch  # only here: a worker starts ten times faster without it

    held = torch.ones(1000)
    if context.spec.params.get("bytes"):
        held = torch.empty(context.spec.params["bytes"], dtype=torch.uint8)
    return {"held": held.numel()}


def train_and_die(context: Context) -> dict[str, Any]:
    """Train; the first attempt is killed in epoch 3, the second while it writes that one's state.

    SIGKILL as from outside, but at a moment that no busy machine can shift.
    """
    from core.jobs.kinds import training
    from core.storage import files
    from core.training import state
    from core.training.loop import Trainer

    attempt = len(context.events("started"))
    step, write = Trainer._step, files.write_atomic

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def dying_step(trainer: Trainer, rows: Any) -> Any:
        if len(trainer.history) == 2 and trainer.schedule and trainer.schedule.last_epoch == 15:
            die()
        return step(trainer, rows)

    def half_written(number: int) -> None:
        os.ftruncate(number, os.fstat(number).st_size // 2)
        die()

    def dying_write(path: Path, data: bytes) -> Any:
        third = (context.folder / "snapshots" / "00003.safetensors").exists()
        if third and path.name == "state.safetensors":
            mock.patch.object(os, "fsync", half_written).start()
        return write(path, data)

    if attempt == 1:
        mock.patch.object(Trainer, "_step", dying_step).start()
    if attempt == 2:
        mock.patch.object(state, "write_atomic", dying_write).start()
    return training.run(context)


def no_room(context: Context) -> dict[str, Any]:
    """Meet a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


KINDS = {
    name: Kind(f"tests.unit.jobs.work:{name}", "tests", Action.TRAIN)
    for name in (
        "count", "wait", "deaf", "refuse", "not_a_number", "crash", "leave", "no_memory", "no_room",
    )
}  # fmt: skip


def spec(kind: str = "count", device: str = "cpu", label: str = "", **params: object) -> JobSpec:
    """A job of one of these kinds; ``label`` makes it differ from another of the same work."""
    return JobSpec(kind=kind, title=f"a {kind}", device=device, label=label, params=params)


def full_disk(*_: object) -> None:
    """Fail as a system call does if the disk is full."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
