"""The store: a folder of checkpoints to list, load, save, import and delete."""

import difflib
import logging
import os
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from core.checkpoints.card import Card, checked_name, quoted, shown
from core.checkpoints.codec import LoadedModel, inspect, pack, unpack
from core.checkpoints.header import LENGTH_BYTES, header_length, parse_header
from core.errors import CheckpointError, StorageError
from core.storage.files import open_regular, remove_strays, write_atomic
from models import Network

SUFFIX = ".safetensors"
UNSAFE_SUFFIXES = (".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".bin", ".joblib", ".zip", ".npz")
log = logging.getLogger(__name__)
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True)
class Entry:
    """One file of the store: its card, or the one sentence that says why it has none.

    ``warnings`` are those of the last load or save; listing reads no weights and so finds none.
    """

    name: str
    path: Path
    bytes: int
    card: Card | None
    problem: str | None
    warnings: tuple[str, ...] = ()


class Store:
    """A folder of checkpoints; safe to share between threads, and to write to from processes.

    A checkpoint goes by the name of its file: a copied or renamed one is a checkpoint of its own.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._seen: dict[str, tuple[Stamp, Entry]] = {}
        self._lock = threading.Lock()  # guards _seen
        self._writing = threading.Lock()  # between the look for an old file and the new one

    def entries(self) -> list[Entry]:
        """Every checkpoint file, sorted by name, the unusable ones with their problem.

        Reads headers only, and only those that changed since the last call. CheckpointError if
        the folder itself cannot be read.
        """
        try:
            with os.scandir(self.folder) as items:
                files = sorted(item.name for item in items if _is_listed(item.name))
        except OSError as error:
            raise CheckpointError(
                f"The checkpoint folder {self.folder} cannot be read ({error.strerror}); put it"
                " back or set LATENT_LAB_CHECKPOINTS to another folder."
            ) from error
        found = [entry for file in files if (entry := self._entry(file)) is not None]
        with self._lock:
            self._seen = {file: self._seen[file] for file in files if file in self._seen}
        return sorted(found, key=lambda entry: entry.name)

    def entry(self, name: str) -> Entry:
        """The checkpoint called ``name``, usable or not; CheckpointError if there is none."""
        if _is_name(name):
            found = self._entry(name + SUFFIX)
            if found is not None:
                return found
        entries = self.entries()
        for entry in entries:  # a badly named file is found by listing, never by joining paths
            if entry.name == name:
                return entry
        close = difflib.get_close_matches(name[:100], [entry.name for entry in entries], 1)
        hint = f"did you mean {shown(close[0])}?" if close else "choose one that the store lists."
        raise CheckpointError(f"There is no checkpoint {shown(name)}; {hint}")

    def card(self, name: str) -> Card:
        """The card of ``name``; CheckpointError if the file is missing or unusable."""
        entry = self.entry(name)
        if entry.card is None:
            raise CheckpointError(entry.problem)
        return entry.card

    def digest(self, name: str) -> str:
        """SHA-256 of the weights as the card states it (checked on load), for content keys."""
        return self.card(name).sha256

    def load(self, name: str) -> tuple[Network, Card]:
        """The module (CPU, eval mode, no gradients) and its card; see ``open`` for warnings."""
        loaded = self.open(name)
        return loaded.module, loaded.card

    def open(self, name: str) -> LoadedModel:
        """The checkpoint with its warnings; CheckpointError if any check of the file fails."""
        entry = self.entry(name)
        if entry.card is None:
            raise CheckpointError(entry.problem)
        file = entry.path.name
        try:
            with open_regular(entry.path) as (stream, status):
                data = stream.read()
            loaded = unpack(data)
        except ValueError as error:
            raise CheckpointError(_refusal(file, error)) from error
        except OSError as error:
            raise CheckpointError(_unreadable(file, error)) from error
        for warning in loaded.warnings:
            log.warning("%s: %s", quoted(file), warning)
        return self._loaded(entry.path, status, loaded)[0]

    def save(self, module: Network, card: Card, overwrite: bool = True) -> Entry:
        """Write ``module`` under ``card.name`` and return its entry.

        The bytes are loaded back before they are written. A failure raises CheckpointError and
        leaves the folder as it was.
        """
        try:
            data = pack(module, card)
            loaded = unpack(data)
        except ValueError as error:
            raise CheckpointError(
                f"'{card.name}' could not be saved: {error}; give the card the spec, the parameter"
                " count and the name of the module."
            ) from error
        return self._publish(card.name, data, loaded, overwrite)

    def import_bytes(self, filename: str, data: bytes, overwrite: bool = False) -> Entry:
        """Add a file from elsewhere under its own name, byte for byte, and return its entry.

        ``filename`` may carry its suffix. CheckpointError, and nothing written, unless the bytes
        load as a checkpoint.
        """
        if filename.lower().endswith(UNSAFE_SUFFIXES):
            raise CheckpointError(
                f"{shown(filename)} was refused: such files are unpickled or unpacked and could run"
                " code; convert it to safetensors with a card and import that."
            )
        name = checked_name(filename.removesuffix(SUFFIX))
        try:
            loaded = unpack(data)
        except ValueError as error:
            raise CheckpointError(_refusal(name + SUFFIX, error)) from error
        return self._publish(name, data, loaded, overwrite)

    def delete(self, name: str) -> None:
        """Remove the file of ``name``, usable or not; CheckpointError if that fails."""
        path = self.entry(name).path
        try:
            path.unlink()
        except OSError as error:
            raise CheckpointError(
                f"{shown(path.name)} could not be deleted: {error.strerror}; check the folder's"
                " permissions."
            ) from error

    def clean(self) -> list[str]:
        """Names of the temporary files of interrupted saves that were removed; call at start."""
        return remove_strays(self.folder)

    def _publish(self, name: str, data: bytes, loaded: LoadedModel, overwrite: bool) -> Entry:
        path = self.folder / (checked_name(name) + SUFFIX)
        with self._writing:
            if not overwrite and os.path.lexists(path):
                raise CheckpointError(
                    f"There is a checkpoint '{name}' already; delete it first or use another name."
                )
            try:
                status = write_atomic(path, data)
            except StorageError as error:
                raise CheckpointError(str(error)) from error
        return self._loaded(path, status, loaded)[1]

    def _loaded(
        self, path: Path, status: os.stat_result, loaded: LoadedModel
    ) -> tuple[LoadedModel, Entry]:
        """What was loaded, under the name of its file, and its entry, which is remembered."""
        name = path.name.removesuffix(SUFFIX)
        loaded = replace(loaded, card=loaded.card.model_copy(update={"name": name}))
        entry = Entry(name, path, status.st_size, loaded.card, None, loaded.warnings)
        self._remember(path.name, _stamp(status), entry)
        return loaded, entry

    def _entry(self, file: str) -> Entry | None:
        path = self.folder / file
        try:
            status = os.lstat(path)
        except OSError:  # gone since the folder was listed, or never there
            return None
        stamp = _stamp(status)
        with self._lock:
            seen = self._seen.get(file)
        if seen and seen[0] == stamp:
            return seen[1]
        name = os.fsencode(file).decode("utf-8", "backslashreplace").removesuffix(SUFFIX)
        card, problem = None, None
        try:
            card = _read_card(path).model_copy(update={"name": checked_name(name)})
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
            self._seen[file] = (stamp, entry)


def _read_card(path: Path) -> Card:
    with open_regular(path) as (stream, status):
        length = header_length(stream.read(LENGTH_BYTES), status.st_size)
        return inspect(parse_header(stream.read(length), status.st_size))


def _is_listed(file: str) -> bool:
    return file.endswith(SUFFIX) and not file.startswith(".")


def _is_name(name: str) -> bool:
    try:
        return checked_name(name) == name
    except CheckpointError:
        return False


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _refusal(file: str, error: ValueError) -> str:
    return f"{quoted(file)} was refused: {error}; replace it with a good copy."


def _unreadable(file: str, error: OSError) -> str:
    return f"{quoted(file)} cannot be read: {error.strerror}; check its permissions."
