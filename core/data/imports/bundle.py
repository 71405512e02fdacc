"""The files that a person adds together: one or several, those of a folder, or those of a zip.

No file is written to a path that an archive names: its files are only read.
"""

import gzip
import io
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from core.data.imports import kinds
from core.data.imports.source import DamagedFile
from core.errors import DataError
from core.settings import settings

MIB = 2**20
_ENTRY = b"PK\x01\x02"  # starts each entry of a zip's directory
_JUNK = re.compile(
    r"(^|/)(\.[^/]*|__MACOSX(/.*)?|Thumbs\.db|desktop\.ini)$|(^|/)(\.|__MACOSX/)", re.I
)
_COPY_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Item:
    """One file."""

    name: str
    """Its path within the folder or archive, with slashes."""
    bytes: int
    """Its size, compressed if it is a gzip file."""
    open_raw: Callable[[], BinaryIO]
    file: Path | None = None
    """Its path on disk; None within an archive."""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open its content for reading, decompressed if it is a gzip file of any name.

        Raises DataError if it is damaged or decompresses to more than the settings allow.
        """
        try:
            with self.open_raw() as raw:
                raw_stream = io.BufferedReader(_Raw(raw))
                if raw_stream.peek(2)[:2] == b"\x1f\x8b":
                    with gzip.GzipFile(fileobj=raw_stream) as plain_stream:
                        yield io.BufferedReader(_Raw(plain_stream, self.name))
                else:
                    yield raw_stream
        except (
            gzip.BadGzipFile, zlib.error, EOFError, zipfile.BadZipFile,
            UnicodeDecodeError,  # in the name that an archive repeats before the content
        ) as error:  # fmt: skip
            raise DamagedFile(
                f"{self.name} is damaged or cut short: download or save it again."
            ) from error
        except (OSError, NotImplementedError, RuntimeError) as error:
            raise DamagedFile(f"{self.name} cannot be read: pack or save it again.") from error

    @contextmanager
    def open_seekable(self) -> Iterator[BinaryIO]:
        """Open its content as a seekable file; packed content is first copied to disk."""
        if self.file is not None and self.head(2) == _start(self.file):
            with self.file.open("rb") as plain:
                yield plain
            return
        with tempfile.TemporaryFile() as copy:
            with self.open() as file:
                shutil.copyfileobj(file, copy, _COPY_BYTES)
            copy.seek(0)
            yield cast(BinaryIO, copy)

    def head(self, count: int) -> bytes:
        """Its first ``count`` bytes, decompressed."""
        with self.open() as file:
            return file.read(count)

    @property
    def path(self) -> PurePosixPath:
        """Its name as a path."""
        return PurePosixPath(self.name)


class _Raw(io.RawIOBase):
    """A raw stream; with a ``name``, it raises DataError beyond what one import may unpack."""

    def __init__(self, stream: BinaryIO | gzip.GzipFile, name: str = "") -> None:
        self._stream = stream
        self._name = name
        self._left = settings().import_mb * MIB

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # pyrefly: ignore[bad-override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        if self._name:
            self._left -= len(data)
            if self._left < 0:
                raise DataError(
                    f"{self._name} unpacks to more than the {settings().import_mb:,} MiB that one "
                    "data set may have: add fewer pictures, or raise LATENT_LAB_IMPORT_MB."
                )
        return len(data)


@dataclass(frozen=True)
class Bundle:
    """Files that are read as one data set."""

    title: str
    """Name of the file, folder or archive."""
    items: tuple[Item, ...]
    """Without junk, in natural order of their names."""
    is_archive: bool
    """Whether they come from a folder or archive, which may well contain other files."""
    junk: Counter[str] = field(default_factory=Counter)
    """Numbers of files that are left out, by reason."""


@contextmanager
def open_bundle(paths: Sequence[Path], inside: str = "") -> Iterator[Bundle]:
    """The files at these paths, without those that systems and archivers leave behind.

    Raises DataError with the remedy if they cannot be read together.
    """
    if not paths:
        raise DataError("There is no file: choose one.")
    with ExitStack() as stack:
        junk: Counter[str] = Counter()
        items: list[Item] = []
        for path in paths:
            items += _items_at(path, len(paths) == 1, stack, junk)
        is_archive = len(paths) == 1 and (len(items) != 1 or items[0].name != paths[0].name)
        if inside:
            within = [item for item in items if _is_inside(item.name, inside)]
            if not within:
                raise DataError(f'There is nothing in "{inside}": choose another folder or file.')
            items = within
        items = _with_arrays(items, stack)
        _check_amount(items)
        items.sort(key=lambda item: natural_order(item.name))
        yield Bundle(paths[0].name, tuple(items), is_archive, junk)


def natural_order(text: str) -> str:
    """A sort key by which "10" comes after "9"."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(18), text)


def _is_inside(name: str, inside: str) -> bool:
    return name == inside or name.startswith(f"{inside.rstrip('/')}/")


def _items_at(path: Path, alone: bool, stack: ExitStack, junk: Counter[str]) -> list[Item]:
    if path.is_dir():
        if not alone:
            raise DataError("A folder cannot be added together with other files: add it alone.")
        return _items_of_folder(path, junk)
    if not path.is_file():
        raise DataError(f"There is no file {path.name}: check its name.")
    with path.open("rb") as file:
        head = file.read(kinds.HEAD)
    if kinds.kind_of_bytes(head) == kinds.ARCHIVE and not _is_npz(path.name):
        if not alone:
            raise DataError(f"Add the archive {path.name} alone, or unpack it first.")
        return _items_of_zip(path, stack, junk)
    return [Item(path.name, path.stat().st_size, lambda: path.open("rb"), path)]


def _items_of_folder(folder: Path, junk: Counter[str]) -> list[Item]:
    items = []
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            junk["links"] += 1
        elif not path.is_file():
            continue
        elif _JUNK.search(name):
            junk["hidden files"] += 1
        else:
            items.append(Item(name, path.stat().st_size, lambda path=path: path.open("rb"), path))
        _check_count(len(items))
    return items


def _items_of_zip(path: Path, stack: ExitStack, junk: Counter[str]) -> list[Item]:
    _check_count(_entries_at_most(path))  # before the directory is read into memory
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DataError(
            f"{path.name} is damaged or cut short: download or pack it again."
        ) from error
    items = []
    for entry in archive.infolist():
        if not entry.filename or entry.is_dir():  # `is_dir` looks at the name's last character
            continue
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name):
            raise DataError(
                f"{path.name} holds a file that leads out of it ({name[:60]!r}): pack the folder "
                "again."
            )
        if _JUNK.search(name):
            junk["hidden files"] += 1
        elif stat.S_ISLNK(entry.external_attr >> 16):
            junk["links"] += 1
        elif entry.flag_bits & 1:
            raise DataError(f"{path.name} is encrypted: pack it again without a password.")
        else:
            items.append(_item_of(archive, entry, name))
    return items


def _item_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Item:
    return Item(name, entry.file_size, lambda: cast(BinaryIO, archive.open(entry)))


def _entries_at_most(path: Path) -> int:
    """Upper bound on the entries of a zip, without reading its directory into memory."""
    count, tail = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(_COPY_BYTES):
            count += (tail + chunk).count(_ENTRY)
            tail = chunk[-3:]
    return count


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(2)


def _is_npz(name: str) -> bool:
    return name.lower().endswith(".npz")


def _with_arrays(items: Sequence[Item], stack: ExitStack) -> list[Item]:
    """The items; a .npz file is replaced by its arrays."""
    flat = []
    for item in items:
        if not _is_npz(item.name):
            flat.append(item)
            continue
        copy = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        with item.open() as file:
            shutil.copyfileobj(file, copy, _COPY_BYTES)
        try:
            archive = stack.enter_context(zipfile.ZipFile(copy))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise DataError(
                f"{item.name} is not an .npz file, or is cut short: save it again with np.savez."
            ) from error
        _check_count(len(archive.infolist()))
        flat += [
            _item_of(archive, entry, f"{item.name}/{entry.filename}")
            for entry in archive.infolist()
        ]
    return flat


def _check_count(count: int) -> None:
    if count > settings().import_files:
        raise DataError(
            f"There are more than {settings().import_files:,} files: add fewer, or raise "
            "LATENT_LAB_IMPORT_FILES."
        )


def _check_amount(items: Sequence[Item]) -> None:
    _check_count(len(items))
    total = sum(item.bytes for item in items)
    if total > settings().import_mb * MIB:
        raise DataError(
            f"The files have {total / MIB:,.0f} MiB unpacked, and one data set may have "
            f"{settings().import_mb:,}: add fewer pictures, or raise LATENT_LAB_IMPORT_MB."
        )
