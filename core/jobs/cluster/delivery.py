"""Import of checkpoints from cluster workers into the store, checked in the same way as uploads."""

from core.errors import CheckpointError
from core.jobs.folders.events import Event
from core.jobs.folders.folder import JobFolder
from core.settings import settings
from core.storage.files import open_regular

DELIVERED = "delivered"
_ENDS = ("done", "failed", "cancelled", "interrupted")


def is_due(folder: JobFolder) -> bool:
    """Whether a worker has delivered a checkpoint that `accept` has not taken yet."""
    names = (row["event"] for row in reversed(folder.events()))
    return next((name for name in names if name in ("queued", DELIVERED, *_ENDS)), "") == DELIVERED


def accept(folder: JobFolder) -> None:
    """Move the checkpoint of a job from its outbox to the store and log how the job ended.

    If the store refuses the file, the job fails with the store's reason.
    """
    event = next(row for row in reversed(folder.events()) if row["event"] == DELIVERED)
    end, name = event.get("end"), str(event.get("checkpoint"))
    if not isinstance(end, dict) or end.get("event") not in _ENDS:
        end = _refusal("Its last message cannot be read.")
    else:
        try:
            end = _with_name(end, name, _import(folder, name))
        except CheckpointError as error:
            end = _refusal(str(error))
    folder.append(**end)


def _with_name(end: Event, old: str, new: str) -> Event:
    """The event with the checkpoint's name in the store in place of its old one."""
    result = end.get("result")
    if isinstance(result, dict):
        end = {**end, "result": {**result, "checkpoint": new}}
    return {**end, "message": str(end.get("message") or "").replace(f"'{old}'", f"'{new}'")}


def _refusal(reason: str) -> Event:
    message = f"The cluster's result was refused: {reason}"
    return {"event": "failed", "message": message, "hint": "", "resumable": True}


def _import(folder: JobFolder, name: str) -> str:
    """Import the checkpoint ``name`` from a job's outbox; returns its name in the store."""
    # Late, because they import PyTorch.
    from core.checkpoints import Entry, Store
    from core.checkpoints.card import validate_name
    from core.checkpoints.codec import unpack
    from core.jobs.kinds.training import publish

    path = folder.outbox / f"{validate_name(name)}.safetensors"
    try:
        with open_regular(path) as (file, _):
            data = file.read()
        card = unpack(data).card
    except (OSError, ValueError) as error:
        raise CheckpointError(f"'{path.name}' was refused: {error}.") from error
    store = Store(settings().checkpoints)
    store.folder.mkdir(parents=True, exist_ok=True)

    def save(free: str) -> Entry:
        return store.import_bytes(free, data)

    return publish(store, name, card, save, folder.submission().owner)
