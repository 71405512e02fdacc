"""Pruning: delete the least recently used files of a cache that exceeds its limit."""

import logging
import os
from contextlib import suppress
from pathlib import Path

from core.storage.files import files_below

log = logging.getLogger(__name__)

KEPT_SHARE = 0.8  # of the limit, left after pruning so that not every write prunes


def prune(folder: Path, suffix: str, most_bytes: int) -> int:
    """Delete the least recently used files below ``folder`` if all exceed ``most_bytes``.

    Only files that end in ``suffix`` count. Returns the number of deleted files; a file that cannot
    be deleted stays.
    """
    files = [
        (status.st_mtime, status.st_size, path)
        for path, status in files_below(folder)
        if path.name.endswith(suffix)
    ]
    total = sum(size for _, size, _ in files)
    if total <= most_bytes:
        return 0
    count = 0
    for _, size, path in sorted(files):
        if total <= KEPT_SHARE * most_bytes:
            break
        try:
            path.unlink()
        except OSError as error:
            log.warning("The cached file '%s' stays: %s", path.name, error)
            continue
        total -= size
        count += 1
    return count


def mark_used(file: Path) -> None:
    """Set a file's modification time to now, which `prune` reads as its last use; ignore errors."""
    with suppress(OSError):
        os.utime(file)
