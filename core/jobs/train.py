"""The kind of job that trains a model: a recipe in, snapshots on the way, a checkpoint at the end.

In the job's folder it keeps, each file whole at any moment,

    state.safetensors    everything to go on from, of the last whole epoch
    best.safetensors     the weights of the epoch with the lowest validation loss
    snapshots/           ten digits and the latent map after each epoch
"""

import logging
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import torch
from pydantic import BaseModel, ConfigDict, ValidationError

from core.checkpoints import Store
from core.data import load
from core.errors import CheckpointError, JobError, first_problem
from core.jobs.kinds import Cancelled, Context, worker_threads
from core.jobs.spec import Progress
from core.settings import settings
from core.storage.files import remove_strays
from core.training import loop
from core.training.cards import card_of, initial_weights
from core.training.loop import Epoch, Trainer, choose_device
from core.training.recipes import Recipe
from core.training.snapshots import Album
from core.training.state import load_state, save_state

log = logging.getLogger(__name__)


class TrainParams(BaseModel):
    """What a training job is given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: Recipe
    keep: Literal["last", "best"] = "last"
    """Whose weights become the checkpoint: the last epoch's, or the best one's."""


def run(context: Context) -> dict[str, Any]:
    """Train, or go on training; the result names the checkpoint that was saved."""
    try:
        params = TrainParams.model_validate(context.spec.params)
    except ValidationError as error:
        raise JobError(f"This job is not valid: {first_problem(error)}.") from error
    store = Store(settings().checkpoints)
    store.folder.mkdir(parents=True, exist_ok=True)
    device = choose_device(context.spec.device)
    torch.set_num_threads(worker_threads(device.type))
    context.progress(Progress(doing="reading the data"))
    recipe = _without_missing_rivals(params.recipe, store, context)
    dataset = load(recipe.dataset)
    trainer = Trainer(recipe, dataset, device, initial_weights(recipe, store))
    album = Album(context.folder / "snapshots")
    for folder in (context.folder, album.folder):
        remove_strays(folder)  # of an earlier worker that was killed while it wrote
    state = context.folder / "state.safetensors"
    best = context.folder / "best.safetensors"
    if dataset.notice:
        context.event("note", text=f"{dataset.title}: {dataset.notice}")
    if state.exists():
        trainer.restore(load_state(state))
    _report_missed_epochs(trainer, context)
    while not trainer.finished:
        epoch = _one_epoch(trainer, context)
        # The state comes last: a worker that dies before it does the epoch over, to the same end.
        if best_epoch(trainer.history) == epoch.epoch:
            save_state(best, {"epoch": epoch.epoch, "module": trainer.module.state_dict()})
        album.take(trainer)
        save_state(state, trainer.state())
        context.event("epoch", **epoch.row())
        if trainer.trouble and not context.events("slower"):
            context.event("slower")
            context.event("note", text=trainer.trouble)
    context.check()
    context.progress(_progress(trainer, doing="measuring on the test images"))
    kept = len(trainer.history)
    if params.keep == "best":
        weights = load_state(best)
        trainer.module.load_state_dict(weights["module"])
        kept = weights["epoch"]
    return {"checkpoint": _save(trainer, store, kept), "epoch": kept}


def best_epoch(history: list[Epoch]) -> int:
    """Number of the epoch with the lowest validation loss, the first of equals."""
    return min(history, key=lambda epoch: epoch.validation_loss).epoch


def _one_epoch(trainer: Trainer, context: Context) -> Epoch:
    try:
        return trainer.run_epoch(_watch(trainer, context))
    except loop.Cancelled as error:
        raise Cancelled from error


def _watch(trainer: Trainer, context: Context) -> Callable[[int, int], bool]:
    def on_batch(done: int, total: int) -> bool:
        context.progress(_progress(trainer, done / total))
        return context.stop_requested()

    return on_batch


def _progress(trainer: Trainer, part: float = 0.0, doing: str = "training") -> Progress:
    """How far the training is, ``part`` (0 to 1) of an epoch included."""
    done = len(trainer.history) + part
    recent = trainer.history[-5:]
    left = None
    if recent:
        seconds = sum(epoch.seconds for epoch in recent) / len(recent)
        left = seconds * max(0.0, trainer.recipe.epochs - done)
    return Progress(
        done=done,
        total=trainer.recipe.epochs,
        unit="epochs",
        doing=doing,
        rate=recent[-1].images_per_second if recent else None,
        seconds_left=left,
        memory_bytes=_memory_bytes(trainer.device),
    )


def _memory_bytes(device: torch.device) -> int:
    """The most that the job has held: on a GPU of its memory, else of the machine's."""
    if device.type == "cuda":
        return torch.cuda.max_memory_reserved(device)
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _report_missed_epochs(trainer: Trainer, context: Context) -> None:
    """Log the epochs that an earlier worker finished and died before it could log them."""
    logged = {row.get("epoch") for row in context.events("epoch")}
    for epoch in trainer.history:
        if epoch.epoch not in logged:
            context.event("epoch", **epoch.row())


def _without_missing_rivals(recipe: Recipe, store: Store, context: Context) -> Recipe:
    """The recipe without a judge that the store does not have: only its figures are lost."""
    usable = {entry.name for entry in store.entries() if entry.card is not None}
    if recipe.judge is None or recipe.judge in usable:
        return recipe
    context.event(
        "note",
        text=f"The classifier {recipe.judge} is not there, so what it reads is not measured.",
    )
    return recipe.model_copy(update={"judge": None})


def _save(trainer: Trainer, store: Store, epoch: int) -> str:
    """Put the model into the store under its name, or the next free one; returns that."""
    store.folder.mkdir(parents=True, exist_ok=True)  # it may be gone since the training began
    card = card_of(trainer, store)
    if epoch != len(trainer.history):
        note = f"The weights are those of epoch {epoch}, which has the lowest validation loss."
        card = card.model_copy(update={"notes": (*card.notes, note)})
    taken = {entry.name: entry.card for entry in store.entries()}
    base, number = trainer.recipe.name, 1
    name = base
    while name in taken:
        other = taken[name]
        if other is not None and other.history == card.history and other.recipe == card.recipe:
            return name  # an earlier worker saved it and died before it could say so
        number += 1
        ending = f"-{number}"
        name = base[: 80 - len(ending)] + ending
    try:
        entry = store.save(trainer.module, card.model_copy(update={"name": name}), overwrite=False)
    except CheckpointError:
        if name not in {entry.name for entry in store.entries()}:
            raise
        return _save(trainer, store, epoch)  # another job took the name just now
    return entry.name


def frames(results: Path) -> Album:
    """The snapshots of a training job, from its folder of results."""
    return Album(results / "snapshots")
