"""Folders of named arrays: one safetensors file per key, checked against its digest when read."""

import logging
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from core.storage.digests import Part, sha256
from core.storage.files import write_atomic
from core.storage.pruning import mark_used

Arrays = dict[str, NDArray[np.generic]]
Stamp = tuple[int, int, int]

SUFFIX = ".safetensors"
_DIGEST = "sha256"  # in the file's metadata
log = logging.getLogger(__name__)


class ArrayFolder:
    """Named arrays in a folder, by key. A damaged file counts as missing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all_keys(self) -> list[str]:
        """Keys of all files in order, damaged ones included; empty if there is no folder."""
        try:
            return sorted(file.stem for file in self.path.glob(f"*{SUFFIX}"))
        except OSError:
            return []

    def read(self, key: str) -> Arrays | None:
        """The arrays under ``key``; None if the file is missing or its digest does not match."""
        path = self._file(key)
        try:
            with safe_open(path, framework="np") as file:
                digest = (file.metadata() or {}).get(_DIGEST)
                arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except FileNotFoundError:
            return None
        except (SafetensorError, OSError, ValueError) as error:
            log.warning("%s is damaged and counts as missing: %s", path, error)
            return None
        if digest != _digest(arrays):
            log.warning("%s does not fit its digest and counts as missing.", path)
            return None
        return arrays

    def read_one(self, key: str, name: str) -> NDArray[np.generic] | None:
        """One array of ``key`` without reading the others; None if the file cannot be read.

        The digest covers all arrays, so it is not checked here.
        """
        try:
            with safe_open(self._file(key), framework="np") as file:
                array: NDArray[np.generic] = file.get_tensor(name)
                return array
        except (SafetensorError, OSError, ValueError):
            return None

    def write(self, key: str, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Replace the arrays under ``key``, whole or not at all; StorageError if that fails."""
        # safetensors writes the bytes in memory order and ignores the strides of an array.
        contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
        write_atomic(self._file(key), save(contiguous, {_DIGEST: _digest(contiguous)}))

    def stamp(self, key: str) -> Stamp | None:
        """A value that changes whenever the file of ``key`` does; None if there is none."""
        try:
            status = self._file(key).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size, status.st_ino

    def mark_used(self, key: str) -> None:
        """Record that the file of ``key`` is used now, so that pruning deletes others first."""
        mark_used(self._file(key))

    def delete(self, key: str) -> None:
        """Remove the file of ``key`` if there is one; OSError if the folder refuses."""
        self._file(key).unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.path / f"{key}{SUFFIX}"


def _digest(arrays: Arrays) -> str:
    def parts() -> Iterable[Part]:
        for name in sorted(arrays):
            array = np.ascontiguousarray(arrays[name])
            yield f"{name} {array.dtype.str} {array.shape}\n"
            yield array.tobytes()

    return sha256(parts())
