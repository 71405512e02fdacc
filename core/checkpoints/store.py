"""Folder of checkpoints: list, load, save, import, rename and delete them."""

import difflib
import logging
import os
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from core.checkpoints.card import Card, excerpt, quote, validate_name
from core.checkpoints.codec import LoadedModel, inspect, pack, unpack
from core.checkpoints.header import LENGTH_BYTES, header_length, parse_header
from core.errors import CheckpointError, StorageError
from core.storage.files import move_file, open_regular, remove_strays, write_atomic
from models import Network

SUFFIX = ".safetensors"
UNSAFE_SUFFIXES = (".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".bin", ".joblib", ".zip", ".npz")
log = logging.getLogger(__name__)
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True)
class Entry:
    """One file of the store, with its card or one sentence on why it is not usable.

    ``warnings`` come from the last load or save, because listing does not read weights.
    """

    name: str
    path: Path
    bytes: int
    card: Card | None
    problem: str | None
    warnings: tuple[str, ...] = ()


class Store:
    """A folder of checkpoints, safe for several threads and processes.

    The name of a checkpoint is that of its file, so a copy is another checkpoint.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._cache: dict[str, tuple[Stamp, Entry]] = {}
        self._lock = threading.Lock()  # guards _cache

    def entries(self) -> list[Entry]:
        """List all checkpoint files by name, the unusable ones with their problem.

        Only headers are read, and only those that changed since the last call. CheckpointError if
        the folder cannot be read.
        """
        try:
            with os.scandir(self.folder) as items:
                files = sorted(item.name for item in items if _is_listed(item.name))
        except OSError as error:
            raise CheckpointError(
                f"The checkpoint folder {self.folder} cannot be read ({error.strerror});"
                " restore it or set LATENT_LAB_CHECKPOINTS to another folder."
            ) from error
        entries = [entry for file in files if (entry := self._entry(file)) is not None]
        with self._lock:
            self._cache = {file: self._cache[file] for file in files if file in self._cache}
        return sorted(entries, key=lambda entry: entry.name)

    def entry(self, name: str) -> Entry:
        """Find a checkpoint, usable or not; CheckpointError if no checkpoint has this name."""
        if _is_name(name):
            match = self._entry(name + SUFFIX)
            if match is not None:
                return match
        entries = self.entries()
        for entry in entries:  # an invalid name never becomes part of a path
            if entry.name == name:
                return entry
        close = difflib.get_close_matches(name[:100], [entry.name for entry in entries], 1)
        hint = f"did you mean {excerpt(close[0])}?" if close else "choose one from the list."
        raise CheckpointError(f"There is no checkpoint {excerpt(name)}; {hint}")

    def card(self, name: str) -> Card:
        """Read the card of a checkpoint; CheckpointError if the file is missing or unusable."""
        entry = self.entry(name)
        if entry.card is None:
            raise CheckpointError(entry.problem)
        return entry.card

    def digest(self, name: str) -> str:
        """SHA-256 of the weights from the card, for content keys; loading verifies it."""
        return self.card(name).sha256

    def load(self, name: str) -> tuple[Network, Card]:
        """Load a module (CPU, eval mode, no gradients) and its card; ``open`` adds warnings."""
        checkpoint = self.open(name)
        return checkpoint.module, checkpoint.card

    def open(self, name: str) -> LoadedModel:
        """Load a checkpoint with its warnings; CheckpointError if a check of the file fails."""
        entry = self.entry(name)
        if entry.card is None:
            raise CheckpointError(entry.problem)
        file = entry.path.name
        try:
            with open_regular(entry.path) as (stream, status):
                data = stream.read()
            checkpoint = unpack(data)
        except ValueError as error:
            raise CheckpointError(_refusal(file, error)) from error
        except OSError as error:
            raise CheckpointError(_unreadable(file, error)) from error
        for warning in checkpoint.warnings:
            log.warning("%s: %s", quote(file), warning)
        return self._add(entry.path, status, checkpoint)[0]

    def save(self, module: Network, card: Card, overwrite: bool = True) -> Entry:
        """Write ``module`` under ``card.name`` and return its entry.

        The bytes are decoded and verified before they are written. If that fails, CheckpointError
        is raised and the folder does not change.
        """
        try:
            data = pack(module, card)
            checkpoint = unpack(data)
        except ValueError as error:
            raise CheckpointError(
                f"'{card.name}' could not be saved: {error}; give the card the spec, the parameter"
                " count and the name of the module."
            ) from error
        return self._publish(card.name, data, checkpoint, overwrite)

    def import_bytes(self, filename: str, data: bytes, overwrite: bool = False) -> Entry:
        """Add a file under its own name, byte for byte, and return its entry.

        ``filename`` may have its suffix. If the bytes are not a valid checkpoint, CheckpointError
        is raised and nothing is written.
        """
        if filename.lower().endswith(UNSAFE_SUFFIXES):
            raise CheckpointError(
                f"{excerpt(filename)} was refused: such files are unpickled or unpacked and could"
                " run code; convert it to safetensors with a card and import that."
            )
        name = validate_name(filename.removesuffix(SUFFIX))
        try:
            checkpoint = unpack(data)
        except ValueError as error:
            raise CheckpointError(_refusal(name + SUFFIX, error)) from error
        return self._publish(name, data, checkpoint, overwrite)

    def rename(self, name: str, new: str) -> Entry:
        """Give a checkpoint another name, atomically, and return its new entry.

        The file does not change. CheckpointError if the new name is invalid or taken.
        """
        path = self.entry(name).path
        try:
            move_file(path, self.folder / (validate_name(new) + SUFFIX))
        except FileExistsError as error:
            raise CheckpointError(
                f"There is a checkpoint '{new}' already; choose another name."
            ) from error
        except OSError as error:
            raise CheckpointError(
                f"{excerpt(path.name)} could not be renamed: {error.strerror}; check the folder's"
                " permissions."
            ) from error
        return self.entry(new)

    def delete(self, name: str) -> None:
        """Delete a checkpoint, usable or not; CheckpointError if that fails."""
        path = self.entry(name).path
        try:
            path.unlink()
        except OSError as error:
            raise CheckpointError(
                f"{excerpt(path.name)} could not be deleted: {error.strerror}; check the folder's"
                " permissions."
            ) from error

    def clean(self) -> list[str]:
        """Delete the temporary files of interrupted saves and return their names; call at start."""
        return remove_strays(self.folder)

    def _publish(self, name: str, data: bytes, checkpoint: LoadedModel, overwrite: bool) -> Entry:
        path = self.folder / (validate_name(name) + SUFFIX)
        try:
            status = write_atomic(path, data, new=not overwrite)
        except FileExistsError as error:
            raise CheckpointError(
                f"There is a checkpoint '{name}' already; delete it first or use another name."
            ) from error
        except StorageError as error:
            raise CheckpointError(str(error)) from error
        return self._add(path, status, checkpoint)[1]

    def _add(
        self, path: Path, status: os.stat_result, checkpoint: LoadedModel
    ) -> tuple[LoadedModel, Entry]:
        """Name a loaded model after its file and cache its entry."""
        name = path.name.removesuffix(SUFFIX)
        checkpoint = replace(checkpoint, card=checkpoint.card.model_copy(update={"name": name}))
        entry = Entry(name, path, status.st_size, checkpoint.card, None, checkpoint.warnings)
        self._remember(path.name, _stamp(status), entry)
        return checkpoint, entry

    def _entry(self, file: str) -> Entry | None:
        try:
            # Not a Path, which costs more than the call: a page asks for each file several times.
            status = os.lstat(f"{self.folder}/{file}")
        except OSError:  # missing, or deleted since the folder was listed
            return None
        stamp = _stamp(status)
        with self._lock:
            hit = self._cache.get(file)
        if hit and hit[0] == stamp:
            return hit[1]
        path = self.folder / file
        name = os.fsencode(file).decode("utf-8", "backslashreplace").removesuffix(SUFFIX)
        card, problem = None, None
        try:
            card = _read_card(path).model_copy(update={"name": validate_name(name)})
        except ValueError as error:
            problem = _refusal(file, error)
        except OSError as error:
            problem = _unreadable(file, error)
        except CheckpointError as error:
            problem = str(error)
        entry = Entry(name, path, status.st_size, card, problem)
        self._remember(file, stamp, entry)
        return entry

    def _remember(self, file: str, stamp: Stamp, entry: Entry) -> None:
        with self._lock:
            self._cache[file] = (stamp, entry)


def _read_card(path: Path) -> Card:
    with open_regular(path) as (stream, status):
        length = header_length(stream.read(LENGTH_BYTES), status.st_size)
        return inspect(parse_header(stream.read(length), status.st_size))


def _is_listed(file: str) -> bool:
    return file.endswith(SUFFIX) and not file.startswith(".")


def _is_name(name: str) -> bool:
    try:
        return validate_name(name) == name
    except CheckpointError:
        return False


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _refusal(file: str, error: ValueError) -> str:
    return f"{quote(file)} was refused: {error}; replace it with a good copy."


def _unreadable(file: str, error: OSError) -> str:
    return f"{quote(file)} cannot be read: {error.strerror}; check its permissions."
