"""Jobs that train a model by a recipe, with a snapshot per epoch and a checkpoint at the end.

The job's folder holds these results. Each file is complete at any moment:

    state.safetensors    the state to resume from, after the last whole epoch
    best.safetensors     the weights of the epoch with the lowest validation loss
    snapshots/           ten digits, and their outputs and the latent map after each epoch
"""

import logging
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import torch
from pydantic import BaseModel, ConfigDict

from core.checkpoints import Card, Entry, Store
from core.checkpoints.ownership import set_owner
from core.data import load
from core.errors import CheckpointError, JobError, TrainingError, validate
from core.jobs.context import CancelledError, Context
from core.jobs.runner import Runner
from core.jobs.spec import Progress
from core.settings import settings
from core.storage.files import remove_strays
from core.training import loop, snapshots
from core.training.cards import make_card
from core.training.devices import choose_device
from core.training.history import Epoch
from core.training.loop import Trainer
from core.training.recipes.recipe import Recipe
from core.training.snapshots import SharedImages, Snapshot
from core.training.state import load_state, save_state
from core.training.transfer import initial_weights

SNAPSHOTS = "snapshots"
FIRST_ESTIMATE_S = 2.0  # of training before the first estimate; the first batches are slower
MAX_NAME = 80  # characters of a checkpoint's name
log = logging.getLogger(__name__)


class TrainParams(BaseModel):
    """Parameters of a training job."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: Recipe
    keep: Literal["last", "best"] = "last"
    """Which epoch's weights become the checkpoint; ``best`` has the lowest validation loss."""


def run(context: Context) -> dict[str, Any]:
    """Train, or resume a training; the result has the name and the epoch of the checkpoint."""
    params = validate(TrainParams, context.spec.params, JobError, "This job is not valid")
    store = Store(settings().checkpoints)
    if context.lease is None:
        store.folder.mkdir(parents=True, exist_ok=True)
    device = choose_device(context.device)
    torch.set_num_threads(context.threads())
    context.progress(Progress(doing="reading the data"))
    recipe = _without_missing_judge(params.recipe, store, context)
    dataset = load(recipe.dataset)
    trainer = Trainer(recipe, dataset, device, initial_weights(recipe, store))
    for folder in (context.folder, context.folder / SNAPSHOTS):
        remove_strays(folder)  # left by an earlier worker that was killed during a write
    state = context.folder / "state.safetensors"
    best = context.folder / "best.safetensors"
    if dataset.notice:
        context.event("note", text=f"{dataset.title}: {dataset.notice}")
    if state.exists():
        trainer.restore(load_state(state))
    _report_missed_epochs(trainer, context)
    snapshots.share(trainer, context.folder / SNAPSHOTS)
    while not trainer.is_finished:
        try:
            epoch = _one_epoch(trainer, context)
        except TrainingError as error:
            epochs = _keep_last_epoch(trainer, store, state, context)
            raise TrainingError(f"{error} {epochs}") from error
        # The state comes last: after a crash before it, the epoch is repeated with the same result.
        if best_epoch(trainer.history) == epoch.epoch:
            save_state(best, {"epoch": epoch.epoch, "module": trainer.module.state_dict()})
        snapshots.take(trainer, context.folder / SNAPSHOTS)
        save_state(state, trainer.state())
        context.event("epoch", **epoch.row())
        if trainer.trouble and not context.events("slower"):
            context.event("slower")
            context.event("note", text=trainer.trouble)
    context.check()
    context.progress(_progress(trainer, doing="measuring on the test images"))
    number, notes = len(trainer.history), []
    if params.keep == "best":
        weights = load_state(best)
        trainer.module.load_state_dict(weights["module"])
        number = weights["epoch"]
    if number != len(trainer.history):
        notes = [f"The weights are those of epoch {number}, which has the lowest validation loss."]
    return {"checkpoint": _save(trainer, store, notes, context), "epoch": number}


def _keep_last_epoch(trainer: Trainer, store: Store, state: Path, context: Context) -> str:
    """Save the weights of a failed training's last whole epoch; returns a sentence about it."""
    number = len(trainer.history)
    if number == 0:
        return "No epoch was finished before, so there are no weights to keep."
    trainer.restore(load_state(state))
    epoch_count = trainer.recipe.epochs
    note = (
        f"The training failed in epoch {number + 1} of {epoch_count}; "
        "these weights are from before."
    )
    name = _save(trainer, store, [note], context)
    return f"The weights after epoch {number} are the checkpoint '{name}'."


def best_epoch(history: list[Epoch]) -> int:
    """Number of the epoch with the lowest validation loss; the first if several have it."""
    return min(history, key=lambda epoch: epoch.validation_loss).epoch


def _one_epoch(trainer: Trainer, context: Context) -> Epoch:
    try:
        return trainer.run_epoch(_watch(trainer, context))
    except loop.CancelledError as error:
        raise CancelledError from error


def _watch(trainer: Trainer, context: Context) -> Callable[[int, int], bool]:
    start = time.monotonic()

    def on_batch(done: int, total: int) -> bool:
        context.progress(_progress(trainer, done / total, seconds=time.monotonic() - start))
        return context.stop_requested()

    return on_batch


def _progress(
    trainer: Trainer, part: float = 0.0, doing: str = "training", seconds: float = 0.0
) -> Progress:
    """Progress of the training, ``part`` of an epoch (0 to 1) after the last whole one.

    ``seconds`` is the time that this part has taken; it gives the time left in the first epoch.
    """
    done = len(trainer.history) + part
    recent = trainer.history[-5:]
    left = None
    if recent:
        mean = sum(epoch.seconds for epoch in recent) / len(recent)
        left = mean * max(0.0, trainer.recipe.epochs - done)
    elif seconds >= FIRST_ESTIMATE_S:
        left = seconds / part * (trainer.recipe.epochs - done)
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
    """Peak memory of the job: GPU memory on a GPU, else resident memory."""
    if device.type == "cuda":
        return torch.cuda.max_memory_reserved(device)
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _report_missed_epochs(trainer: Trainer, context: Context) -> None:
    """Log the epochs that an earlier worker finished but could not log before it died."""
    epochs_before = {row.get("epoch") for row in context.events("epoch")}
    for epoch in trainer.history:
        if epoch.epoch not in epochs_before:
            context.event("epoch", **epoch.row())


def _without_missing_judge(recipe: Recipe, store: Store, context: Context) -> Recipe:
    """The recipe, without its judge if the store lacks it; only the judge's figures are lost."""
    usable = {entry.name for entry in store.entries() if entry.card is not None}
    if recipe.judge is None or recipe.judge in usable:
        return recipe
    context.event(
        "note",
        text=f"The classifier {recipe.judge} is not in the store, so its error is not measured.",
    )
    return recipe.model_copy(update={"judge": None})


def _save(trainer: Trainer, store: Store, notes: Sequence[str], context: Context) -> str:
    """Save the model to the store under its name or the next free one; returns the name.

    ``notes`` are sentences for its card. The checkpoint belongs to the owner of the job. On a
    cluster it goes into the job's outbox, and the dashboard moves it to the store.
    """
    card = make_card(trainer, store)
    card = card.model_copy(update={"notes": (*card.notes, *notes)})
    if context.lease is not None:
        context.lease.outbox.mkdir(exist_ok=True)
        return Store(context.lease.outbox).save(trainer.module, card).name
    store.folder.mkdir(parents=True, exist_ok=True)  # it may have been deleted since the start

    def save(name: str) -> Entry:
        copy = card.model_copy(update={"name": name})
        return store.save(trainer.module, copy, overwrite=False)

    return publish(store, trainer.recipe.name, card, save, context.owner)


def publish(store: Store, base: str, card: Card, save: Callable[[str], Entry], owner: str) -> str:
    """Save a trained model with ``save`` under ``base`` or the next free name; returns the name."""
    name, is_saved = free_name(store, base, card)
    if is_saved:
        return name
    try:
        entry = save(name)
    except CheckpointError:
        if name not in {entry.name for entry in store.entries()}:
            raise
        return publish(store, base, card, save, owner)  # another job has just taken the name
    set_owner(store, entry, owner)
    return entry.name


def free_name(store: Store, base: str, card: Card) -> tuple[str, bool]:
    """``base`` or the next free name, and whether this very model has it in the store already.

    An earlier worker may have saved it and died before it could log that.
    """
    cards = {entry.name: entry.card for entry in store.entries()}
    name, number = base, 1
    while name in cards:
        other = cards[name]
        if other is not None and other.history == card.history and other.recipe == card.recipe:
            return name, True
        number += 1
        ending = f"-{number}"
        name = base[: MAX_NAME - len(ending)] + ending
    return name, False


def snapshot_epochs(runner: Runner, job: str) -> list[int]:
    """Epochs for which a training job has saved a snapshot, in order."""
    return snapshots.epochs_in(runner.files(job, SNAPSHOTS))


def has_shared_images(runner: Runner, job: str) -> bool:
    """Whether a training job has saved what its snapshots share, which is before it trains."""
    return snapshots.SHARED_FILE in runner.files(job, SNAPSHOTS)


def shared_images(runner: Runner, job: str) -> SharedImages:
    """What all snapshots of a training job share; `JobError` before it trains."""
    return SharedImages.parse(runner.read(job, f"{SNAPSHOTS}/{snapshots.SHARED_FILE}"))


def snapshot(runner: Runner, job: str, epoch: int) -> Snapshot:
    """Snapshot of one epoch; `JobError` if there is none."""
    return Snapshot.parse(runner.read(job, f"{SNAPSHOTS}/{snapshots.file_name(epoch)}"))
