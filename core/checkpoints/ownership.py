"""Owner of a checkpoint: the visitor who trained or imported it.

A small file beside the checkpoint records it, and is valid for those weights only: a
file that an operator copies over a checkpoint belongs to nobody.
"""

import json
import logging
from pathlib import Path

from core.checkpoints.store import Entry, Store
from core.errors import StorageError
from core.storage.files import write_atomic

FOLDER = ".owners"
log = logging.getLogger(__name__)


def set_owner(store: Store, entry: Entry, owner: str) -> None:
    """Record that a usable checkpoint belongs to ``owner``, the id of a visitor."""
    if not owner or entry.card is None:
        return
    text = json.dumps({"owner": owner, "sha256": entry.card.sha256})
    try:
        write_atomic(record_path(store, entry.name), text.encode())
    except StorageError as error:  # the checkpoint itself is safe, and owners can delete it
        log.warning("The owner of '%s' is not recorded: %s", entry.name, error)


def owner_of(store: Store, entry: Entry) -> str:
    """Id of the visitor to whom a checkpoint belongs; empty if unknown."""
    if entry.card is None:
        return ""
    owner, digest = read_record(record_path(store, entry.name))
    return owner if digest == entry.card.sha256 else ""


def read_record(path: Path) -> tuple[str, str]:
    """The owner in a record and the digest of the weights; both empty if it cannot be read."""
    try:
        record = json.loads(path.read_bytes())
        return str(record["owner"]), str(record["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", ""


def record_path(store: Store, name: str) -> Path:
    """The file that holds the owner of a checkpoint."""
    return store.folder / FOLDER / f"{name}.json"


def move_record(path: Path, target: Path) -> None:
    """Let a record follow its checkpoint; without one, the target has none either."""
    try:
        target.parent.mkdir(exist_ok=True)
        path.replace(target)
    except OSError:  # the checkpoint has no owner
        target.unlink(missing_ok=True)
