"""Load a data set from its file, or from the first source that succeeds."""

import logging
import tempfile
from collections import defaultdict
from pathlib import Path
from threading import Lock

from core.data import dataset_file
from core.data.catalogue import CATALOGUE, Entry
from core.data.dataset import Dataset
from core.data.fetchers import Fetcher
from core.errors import DataError, StorageError
from core.settings import settings

log = logging.getLogger(__name__)

_loaded: dict[Path, Dataset] = {}
_locks: defaultdict[Path, Lock] = defaultdict(Lock)
_locks_guard = Lock()


def load(name: str = "mnist") -> Dataset:
    """Load the data set called `name`, once per process.

    It is read from `<data folder>/<name>.safetensors`. If that file is missing or damaged, the set
    is downloaded and written there. Offline, or if every source fails, MNIST is a sample of 5,000
    images (`is_sample`, `notice`), which is not written, so the next start tries again.

    Raises DataError with a remedy if the name is unknown or the set is not available.
    """
    entry = entry_named(name)
    path = settings().data / f"{name}.safetensors"
    with _locks_guard:
        lock = _locks[path]
    with lock:
        if path not in _loaded:
            _loaded[path] = _read_or_fetch(path, entry)
        return _loaded[path]


def entry_named(name: str) -> Entry:
    """Title, sizes, shape and classes of a data set, without reading it.

    Raises DataError if there is none of this name.
    """
    if name not in CATALOGUE:
        raise DataError(f'There is no data set "{name}": choose one of {", ".join(CATALOGUE)}.')
    return CATALOGUE[name]


def is_local(name: str) -> bool:
    """Whether `load` finds the data set, or a sample of it, without a network."""
    entry = entry_named(name)
    ways = (*entry.fetchers, *([entry.sample] if entry.sample else []))
    published_here = (settings().data / f"{name}.safetensors").is_file()
    return published_here or any(fetcher.is_local for fetcher in ways)


def loaded(name: str) -> Dataset | None:
    """The data set if `load` has been called in this process; reads nothing."""
    return _loaded.get(settings().data / f"{name}.safetensors")


def is_stored(name: str) -> bool:
    """Whether the whole data set is in the data folder."""
    return (settings().data / f"{entry_named(name).name}.safetensors").is_file()


def fetch_command(name: str) -> str:
    """The shell command that downloads the data set and keeps it on this machine."""
    return f"python -m core.data {name}"


def _read_or_fetch(path: Path, entry: Entry) -> Dataset:
    try:
        return dataset_file.read(path, entry)
    except FileNotFoundError:
        pass
    except (DataError, OSError) as error:
        log.warning("%s Fetching %s again.", error, entry.title)

    for fetcher in (*entry.fetchers, *([entry.sample] if entry.sample else [])):
        if (fetcher.online and settings().offline) or not fetcher.is_there():
            continue
        sample = fetcher is entry.sample
        try:
            data = _fetch(fetcher, entry, sample=sample)
        except Exception as error:  # a source may fail in any way: report it, try the next
            log.warning("This source failed: %s", " ".join(str(error).split()))
            log.debug("Traceback:", exc_info=True)
            continue
        if not sample:
            _write(path, data)
        return data
    raise DataError(_remedy(entry))


def _write(path: Path, data: Dataset) -> None:
    try:
        dataset_file.write(path, data)
    except StorageError as error:
        log.warning("%s The next start fetches %s again.", error, data.title)


def _fetch(fetcher: Fetcher, entry: Entry, *, sample: bool = False) -> Dataset:
    log.info("Fetching %s from %s …", entry.title, fetcher.source)
    with tempfile.TemporaryDirectory(prefix="latent-lab-") as folder:
        fetched = fetcher.fetch(Path(folder))
    dataset_file.check(entry, fetched, sample=sample)
    return dataset_file.dataset(entry, fetched, fetcher.source)


def _remedy(entry: Entry) -> str:
    if settings().offline:
        problem = "is not on this machine and downloads are switched off"
        remedy = "unset LATENT_LAB_OFFLINE and start again"
    else:
        problem = "could not be downloaded"
        remedy = f"connect to the internet and run '{fetch_command(entry.name)}'"
    remedies = [remedy, entry.remedy, "or choose another data set"]
    return f"{entry.title} {problem}: {', '.join(filter(None, remedies))}."
