"""Computed arrays on disk, by content key: computed once, reopened at once, safe to delete."""

import hashlib
import json
import logging
import os
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from core.settings import PROJECT, settings

Arrays = dict[str, NDArray[np.generic]]

SHIPPED = PROJECT / "checkpoints" / "latents"
"""Latents of the shipped checkpoints with two numbers, so that their maps are there at once; made
by ``python -m tools.latents``."""

log = logging.getLogger(__name__)


def content_key(**inputs: str | int | float | bool | None) -> str:
    """The SHA-256 (hex) of everything a result depends on; it changes with any of it."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


class ArrayCache:
    """Named arrays under a content key: the last few in memory, all of them in a folder.

    A file is trusted only where its digest fits: a damaged one counts as missing and is replaced.
    """

    def __init__(self, folder: Path, in_memory: int = 32, shipped: Path | None = None) -> None:
        """Keep the files in ``folder`` and the ``in_memory`` last used results in memory.

        ``shipped`` is a folder of files made before, which is only read.
        """
        self.folder = folder
        self.in_memory = in_memory
        self.shipped = shipped
        self._memory: OrderedDict[str, Arrays] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Arrays | None:
        """The arrays under ``key``, which must not be changed in place, or None."""
        with self._lock:
            if key in self._memory:
                self._memory.move_to_end(key)
                return self._memory[key]
        arrays = self._read(self._path(key))
        if arrays is None and self.shipped is not None:
            arrays = self._read(self.shipped / self._path(key).name)
        if arrays is not None:
            self._remember(key, arrays)
        return arrays

    def put(self, key: str, arrays: Arrays) -> None:
        """Keep ``arrays`` under ``key``; a folder that cannot be written only costs the next start.

        The file is whole or absent, whatever happens on the way.
        """
        self._remember(key, arrays)
        try:
            self._write(self._path(key), arrays)
        except OSError as error:
            log.warning("A result cannot be kept in %s: %s", self.folder, error)

    def discard(self, key: str) -> None:
        """Forget what is under ``key``, in memory and on disk; OSError where that is refused."""
        self._path(key).unlink(missing_ok=True)
        with self._lock:
            self._memory.pop(key, None)

    def _remember(self, key: str, arrays: Arrays) -> None:
        for array in arrays.values():
            array.flags.writeable = False
        with self._lock:
            self._memory[key] = arrays
            self._memory.move_to_end(key)
            while len(self._memory) > self.in_memory:
                self._memory.popitem(last=False)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.safetensors"

    def _read(self, path: Path) -> Arrays | None:
        try:
            with safe_open(path, framework="np") as file:
                said = (file.metadata() or {}).get("sha256")
                arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except FileNotFoundError:
            return None
        except (SafetensorError, OSError, ValueError) as error:
            log.warning("%s is damaged and will be computed again: %s", path, error)
            return None
        if said != _digest(arrays):
            log.warning("%s is not what its digest says and will be computed again.", path)
            return None
        return arrays

    def _write(self, path: Path, arrays: Arrays) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        # The library writes memory as it lies there, whatever the order of the axes.
        whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        content = save(whole, {"sha256": _digest(arrays)})
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=self.folder)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _digest(arrays: Mapping[str, NDArray[np.generic]]) -> str:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


_caches: dict[Path, ArrayCache] = {}
_guard = Lock()


def array_cache() -> ArrayCache:
    """The cache of this process, in the folder that the settings name."""
    folder = settings().cache / "maps"
    with _guard:
        return _caches.setdefault(folder, ArrayCache(folder, shipped=SHIPPED))
