"""Results by content key: computed once, reopened at once, safe to delete at any time.

>>> import numpy as np
>>> from core.storage.cache import cached, content_key, if_kept
>>> def squares(count):
...     key = content_key(what="squares", count=count)
...     return cached(key, lambda: {"squares": np.arange(count) ** 2})["squares"]
>>> if_kept(lambda: squares(4)) is None  # not computed yet
True
>>> squares(4)  # computed, then kept in memory and on disk
array([0, 1, 4, 9])
>>> if_kept(lambda: squares(4))
array([0, 1, 4, 9])
"""

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TypeVar

from cachetools import LRUCache

from core.errors import StorageError
from core.settings import PROJECT, settings
from core.storage.arrays import SUFFIX, ArrayFolder, Arrays
from core.storage.digests import sha256
from core.storage.files import remove_strays
from core.storage.pruning import prune

T = TypeVar("T")

MIB = 2**20
PRUNE_BYTES = 64 * MIB
"""Bytes to write before the folder's size is measured again."""
SHIPPED = PROJECT / "checkpoints" / "latents"
"""Results that screens open with, such as the latents of maps; written by
``python -m tools.latents``."""
FOLDER = "results"
FORMER_FOLDERS = ("maps", "clusters", "robustness", "hardest")
"""Where earlier versions kept results, one folder per kind; their files move to `FOLDER`."""

log = logging.getLogger(__name__)
_kept_only: ContextVar[bool] = ContextVar("kept_only", default=False)


class _NotKept(Exception):
    """A result is not kept, and `if_kept` does not allow computing it."""


def content_key(**inputs: str | int | float | bool | None) -> str:
    """SHA-256 in hex of everything that a result depends on."""
    return sha256(json.dumps(inputs, sort_keys=True))


def cached(key: str, compute: Callable[[], Arrays]) -> Arrays:
    """The arrays under ``key``, from memory or disk, else computed and kept.

    The arrays are read-only. If the folder cannot be written, the result is kept in memory only,
    and the log says why.
    """
    return _cache_at(settings().cache).result(key, compute)


def if_kept(call: Callable[[], T]) -> T | None:
    """The result of ``call`` if every result that it needs is kept, else None.

    Inside ``call`` a miss in `cached` ends the call instead of computing.
    """
    token = _kept_only.set(True)
    try:
        return call()
    except _NotKept:
        return None
    finally:
        _kept_only.reset(token)


def begin_computation() -> None:
    """Mark the start of slow work whose result `cached` does not keep.

    Inside `if_kept` it ends the call; elsewhere it does nothing.
    """
    if _kept_only.get():
        raise _NotKept


class ResultCache:
    """Results in a folder, the last used ones also in memory; safe to share between threads."""

    def __init__(
        self,
        folder: Path,
        *,
        shipped_folder: Path | None = None,
        memory_bytes: int = 256 * MIB,
        disk_bytes: int = 4096 * MIB,
    ) -> None:
        """Keep up to ``disk_bytes`` of files in ``folder`` and ``memory_bytes`` of arrays.

        ``shipped_folder`` is a second folder, which is never written.
        """
        self._files = ArrayFolder(folder)
        self._shipped = ArrayFolder(shipped_folder) if shipped_folder else None
        self._disk_bytes = disk_bytes
        self._unmeasured_bytes = PRUNE_BYTES  # written since the folder was measured
        self._memory: LRUCache[str, Arrays] = LRUCache(memory_bytes, getsizeof=_size)
        self._lock = Lock()

    def result(self, key: str, compute: Callable[[], Arrays]) -> Arrays:
        """See `cached`."""
        arrays = self._find(key)
        if arrays is None:
            begin_computation()
            arrays = compute()
            self._remember(key, arrays)
            try:
                self._files.write(key, arrays)
                self._prune(_size(arrays))
            except StorageError as error:
                log.warning("A result is not kept on disk: %s", error)
        return arrays

    def _prune(self, written: int) -> None:
        """Delete the least recently used files if the folder exceeds its limit."""
        with self._lock:
            self._unmeasured_bytes += written
            due = self._unmeasured_bytes >= min(PRUNE_BYTES, self._disk_bytes // 8)
            if due:
                self._unmeasured_bytes = 0
        if due:
            prune(self._files.path, SUFFIX, self._disk_bytes)

    def _find(self, key: str) -> Arrays | None:
        with self._lock:
            arrays = self._memory.get(key)
        if arrays is not None:
            return arrays
        arrays = self._files.read(key)
        if arrays is not None:
            self._files.mark_used(key)
        if arrays is None and self._shipped is not None:
            arrays = self._shipped.read(key)
        if arrays is not None:
            self._remember(key, arrays)
        return arrays

    def _remember(self, key: str, arrays: Arrays) -> None:
        for array in arrays.values():
            array.flags.writeable = False
        with self._lock, suppress(ValueError):  # larger than the whole memory cache
            self._memory[key] = arrays


def _size(arrays: Arrays) -> int:
    return sum(array.nbytes for array in arrays.values())


@lru_cache(maxsize=2)  # one home folder, and a second one because tests change it
def _cache_at(home: Path) -> ResultCache:
    folder = home / FOLDER
    remove_strays(folder)
    for former in FORMER_FOLDERS:
        _move_files(home / former, folder)
    bounds = settings()
    return ResultCache(
        folder,
        shipped_folder=SHIPPED,
        memory_bytes=bounds.cache_memory_mb * MIB,
        disk_bytes=bounds.cache_mb * MIB,
    )


def _move_files(former: Path, folder: Path) -> None:
    with suppress(OSError):  # another process moves them too; what is lost is computed again
        for file in former.glob(f"*{SUFFIX}"):
            folder.mkdir(exist_ok=True)
            file.replace(folder / file.name)
        former.rmdir()
