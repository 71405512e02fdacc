"""Bin for checkpoints that are deleted on a screen; each can be restored for seven days.

The bin is a folder inside the store, so a file moves there in one atomic step; its files are not
listed as checkpoints. Each file name contains the time of deletion, because copying a folder
changes the modification times of its files.
"""

import logging
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.checkpoints import ownership
from core.checkpoints.card import excerpt
from core.checkpoints.store import SUFFIX, Store
from core.errors import CheckpointError
from core.storage.files import move_file

FOLDER = ".bin"
RETENTION = timedelta(days=7)
MAX_BYTES = 2 * 2**30
"""Size of the bin above which the oldest files are deleted before their seven days are over."""
_STAMP = "%Y%m%dT%H%M%S%f"
_NAME = re.compile(r"(?P<stamp>\d{8}T\d{12})\+(?P<name>.+)", re.DOTALL)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BinEntry:
    """A deleted checkpoint."""

    path: Path
    name: str
    deleted: datetime
    """Time of deletion, UTC."""
    bytes: int

    @property
    def kept_until(self) -> datetime:
        """Time at which the file is deleted for good, UTC."""
        return self.deleted + RETENTION


def move_to_bin(store: Store, name: str, now: datetime | None = None) -> BinEntry:
    """Move a checkpoint, usable or not, to the bin; CheckpointError if that fails."""
    entry = store.entry(name)
    deleted = now or datetime.now(UTC)
    while True:
        target = store.folder / FOLDER / f"{deleted:{_STAMP}}+{entry.path.name}"
        try:
            move_file(entry.path, target)
            break
        except FileExistsError:  # a file of this name was deleted in the same microsecond
            deleted += timedelta(microseconds=1)
        except OSError as error:
            raise CheckpointError(
                f"{excerpt(entry.path.name)} could not be deleted: {error.strerror}; check the"
                " folder's permissions."
            ) from error
    ownership.move_record(ownership.record_path(store, name), _record_path(target))
    empty(store, deleted)
    return BinEntry(target, name, deleted, entry.bytes)


def entries(store: Store) -> list[BinEntry]:
    """Deleted checkpoints in the bin, the newest first."""
    try:
        with os.scandir(store.folder / FOLDER) as items:
            deletions = [one for item in items if (one := _entry_of(item)) is not None]
    except OSError:  # there is no bin yet
        return []
    return sorted(deletions, key=lambda one: (one.deleted, one.name), reverse=True)


def restore(store: Store, item: BinEntry) -> None:
    """Put a checkpoint back; CheckpointError if its name is taken or it has left the bin."""
    target = store.folder / f"{item.name}{SUFFIX}"
    try:
        move_file(item.path, target)
    except FileExistsError as error:
        raise CheckpointError(
            f"There is a checkpoint '{item.name}' again: delete that one first, or leave this one"
            " in the bin."
        ) from error
    except FileNotFoundError as error:
        raise CheckpointError(f"'{item.name}' is no longer in the bin.") from error
    except OSError as error:
        raise CheckpointError(
            f"'{item.name}' could not be restored: {error.strerror}; check the folder's"
            " permissions."
        ) from error
    ownership.move_record(_record_path(item.path), ownership.record_path(store, item.name))


def owner_of(item: BinEntry) -> str:
    """Id of the visitor to whom a deleted checkpoint belongs; empty if unknown."""
    return ownership.read_record(_record_path(item.path))[0]


def empty(store: Store, now: datetime | None = None) -> Sequence[str]:
    """Delete expired and surplus files for good, the oldest first, and return their names."""
    moment, kept_bytes, expired = now or datetime.now(UTC), 0, []
    for index, item in enumerate(entries(store)):
        kept_bytes += item.bytes
        # The newest stays even if it alone is too large: someone may have deleted it by mistake.
        if item.kept_until > moment and (index == 0 or kept_bytes <= MAX_BYTES):
            continue
        expired.append(item)
    for item in reversed(expired):
        try:
            item.path.unlink(missing_ok=True)
            _record_path(item.path).unlink(missing_ok=True)
        except OSError as error:
            log.warning("'%s' stays in the bin: %s", item.path.name, error)
    return [item.name for item in reversed(expired)]


def _entry_of(item: "os.DirEntry[str]") -> BinEntry | None:
    match = _NAME.fullmatch(item.name.removesuffix(SUFFIX))
    if match is None or not item.name.endswith(SUFFIX):
        return None
    try:
        deleted = datetime.strptime(match["stamp"], _STAMP).replace(tzinfo=UTC)
        size = item.stat(follow_symlinks=False).st_size
    except (ValueError, OSError):
        return None
    return BinEntry(Path(item.path), match["name"], deleted, size)


def _record_path(path: Path) -> Path:
    return path.with_suffix(".json")
