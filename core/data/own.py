"""The data sets that people have added: one file each, in a folder of their own.

`core.data.imports` writes these files. The header of each file holds its `Entry`.
"""

import logging
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data import dataset_file
from core.data.catalogue import Entry
from core.errors import DataError
from core.settings import settings

SUFFIX = ".safetensors"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class OwnFile:
    """A file in the folder of people's own data sets, usable or not."""

    name: str
    path: Path
    bytes: int
    entry: Entry | None
    """None if the file is damaged."""
    problem: str
    """What is wrong with a damaged file; else empty."""


def path_of(name: str) -> Path:
    """Path of the file of the data set of this name, which may not exist."""
    return settings().imports / f"{name}{SUFFIX}"


def stamp(path: Path) -> tuple[int, int, int] | None:
    """A value that changes whenever the file does; None if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def entry(name: str) -> Entry | None:
    """Entry from the header of the file of a data set; None if there is no such file.

    Raises DataError if the file is damaged.
    """
    path = path_of(name)
    if not NAME.fullmatch(name) or (current := stamp(path)) is None:
        return None
    return _entry_at(path, current)


def files() -> list[OwnFile]:
    """All files in the folder in order of their names, the damaged ones included."""
    try:
        paths = sorted(settings().imports.glob(f"*{SUFFIX}"))
    except OSError:
        return []
    return [one for path in paths if (one := _own_file(path)) is not None]


def names() -> list[str]:
    """Names of the usable data sets, in order."""
    return [file.name for file in files() if file.entry is not None]


def file_order(name: str) -> NDArray[np.int64] | None:
    """Positions of a set's images in the order of the file that they were added from: int64 (N,).

    None for a set of the catalogue, and for a file that an older version wrote. Raises DataError if
    the file is damaged.
    """
    known = entry(name)
    if known is None:
        return None
    positions = dataset_file.read_positions(path_of(name), known)
    return None if positions is None else np.argsort(positions.numpy())


def delete(name: str) -> None:
    """Remove the file of a data set, usable or not.

    Raises DataError if there is none or the folder refuses.
    """
    path = path_of(name)
    try:
        if not NAME.fullmatch(name):
            raise FileNotFoundError
        path.unlink()
    except FileNotFoundError as error:
        raise DataError(f'There is no data set of your own called "{name}".') from error
    except OSError as error:
        raise DataError(
            f"{path.name} could not be deleted: {error.strerror}; check the folder's permissions."
        ) from error


def _own_file(path: Path) -> OwnFile | None:
    current = stamp(path)
    if current is None or not NAME.fullmatch(path.stem):
        return None
    try:
        return OwnFile(path.stem, path, current[1], _entry_at(path, current), "")
    except DataError as error:
        return OwnFile(path.stem, path, current[1], None, str(error))


@lru_cache(maxsize=1024)  # pages and routes ask for an entry many times
def _entry_or_problem(path: Path, _: tuple[int, int, int]) -> Entry | str:
    try:
        return dataset_file.read_entry(path)
    except FileNotFoundError:
        return f"{path.name} has just been deleted."
    except DataError as error:
        log.warning("%s", error)
        return str(error)


def _entry_at(path: Path, current: tuple[int, int, int]) -> Entry:
    known = _entry_or_problem(path, current)
    if isinstance(known, str):
        raise DataError(known)
    return known
