"""Load a data set from its file, or from the first source that succeeds.

A data set of the catalogue is loaded once per process. One that a person has added is loaded again
if its file has changed, because it can be deleted and added anew.
"""

import logging
import tempfile
from collections import OrderedDict, defaultdict
from functools import cache
from pathlib import Path
from threading import Lock

from core.data import dataset_file, own
from core.data.catalogue import CATALOGUE, Entry
from core.data.dataset import Dataset
from core.data.fetchers import Fetcher
from core.errors import DataError, StorageError
from core.settings import settings

log = logging.getLogger(__name__)

MIB = 2**20

_loaded: dict[Path, Dataset] = {}
_own_loaded: OrderedDict[tuple[Path, object], Dataset] = OrderedDict()
_locks: defaultdict[Path, Lock] = defaultdict(Lock)
_locks_guard = Lock()


def load(name: str = "mnist") -> Dataset:
    """Load the data set called `name`, once per process.

    A person's own set is read from its file in the folder of imports. Any other is read from
    `<data folder>/<name>.safetensors`. If that file is missing or damaged, the set is downloaded
    and written there. Offline, or if every source fails, MNIST falls back to a sample of 5,000
    images (`is_sample`, `notice`). The sample is not written, so the next start tries again.

    Raises DataError with a remedy if the name is unknown or the set is not available.
    """
    entry = entry_named(name)
    if entry.addition is not None:
        return _load_own(entry)
    path = _path_of(name)
    with _locks_guard:
        lock = _locks[path]
    with lock:
        # Another process may have fetched the whole set since.
        if path not in _loaded or (_loaded[path].is_sample and path.is_file()):
            _loaded[path] = _read_or_fetch(path, entry)
        return _loaded[path]


def entry_named(name: str) -> Entry:
    """Title, sizes, shape and classes of a data set, without reading it.

    Raises DataError if there is no data set of this name.
    """
    entry = CATALOGUE.get(name) or own.entry(name)
    if entry is None:
        raise DataError(f'There is no data set "{name}": choose one of {", ".join(names())}.')
    return entry


def find_entry(name: str) -> Entry | None:
    """Like `entry_named`, but None if the name is unknown or the file is damaged."""
    try:
        return entry_named(name)
    except DataError:
        return None


def names() -> list[str]:
    """Names for `load`: those of the catalogue, then those that people have added."""
    return [*CATALOGUE, *own.names()]


def is_known(name: str) -> bool:
    """Whether a data set has this name, on this machine or available for download."""
    return find_entry(name) is not None


def fingerprint_of(name: str) -> str:
    """Fingerprint of a data set; for a person's own set, without reading its images.

    Raises DataError as `load` does.
    """
    addition = entry_named(name).addition
    return load(name).fingerprint if addition is None else addition.fingerprint


def is_local(name: str) -> bool:
    """Whether `load` finds the data set, or a sample of it, without a network."""
    entry = entry_named(name)
    if entry.addition is not None:
        return True
    return is_stored(name) or any(fetcher.is_local for fetcher in entry.all_fetchers)


def if_loaded(name: str) -> Dataset | None:
    """The data set if this process has loaded it from the catalogue, else None; reads nothing."""
    return _loaded.get(_path_of(name))


def is_stored(name: str) -> bool:
    """Whether the whole data set is in the data folder."""
    return (settings().data / f"{entry_named(name).name}.safetensors").is_file()


def is_complete(name: str) -> bool:
    """Whether the whole set is on this machine, and not just a sample of it."""
    entry = entry_named(name)
    is_own = entry.addition is not None
    return is_own or is_stored(name) or any(fetcher.is_local for fetcher in entry.fetchers)


def fetch_command(name: str) -> str:
    """The shell command that downloads the data set and keeps it on this machine."""
    return f"python -m core.data {name}"


def _path_of(name: str) -> Path:
    return _real_path(settings().data) / f"{name}.safetensors"


@cache
def _real_path(folder: Path) -> Path:
    """The folder with links resolved, so that homes that link to one data folder share its sets."""
    return folder.resolve()


def _load_own(entry: Entry) -> Dataset:
    """Load a person's own set, from memory if its file is unchanged; DataError if it is damaged."""
    path = own.path_of(entry.name)
    with _locks_guard:
        lock = _locks[path]
    with lock:
        key = (path, own.stamp(path))
        with _locks_guard:
            data = _own_loaded.get(key)
        if data is None:
            try:
                data = dataset_file.read(path, entry)
            except FileNotFoundError as error:
                raise DataError(
                    f"{entry.title} has just been deleted: choose another data set."
                ) from error
            except (DataError, OSError) as error:
                log.warning("%s", error)
                raise DataError(
                    f"{entry.title} is damaged: delete this data set and add it again."
                ) from error
        with _locks_guard:
            _keep_own(key, data)
    return data


def _keep_own(key: tuple[Path, object], data: Dataset) -> None:
    """Keep a data set in memory in place of older versions of its file.

    The least recently used sets are dropped if all take more than the setting allows.
    """
    for other in [other for other in _own_loaded if other[0] == key[0]]:
        del _own_loaded[other]
    _own_loaded[key] = data
    while len(_own_loaded) > 1 and _kept_bytes() > settings().import_memory_mb * MIB:
        _own_loaded.popitem(last=False)


def _kept_bytes() -> int:
    return sum(data.images.nbytes for data in _own_loaded.values())


def _read_or_fetch(path: Path, entry: Entry) -> Dataset:
    try:
        return dataset_file.read(path, entry)
    except FileNotFoundError:
        pass
    except (DataError, OSError) as error:
        log.warning("%s Fetching %s again.", error, entry.title)

    for fetcher in entry.all_fetchers:
        if (fetcher.online and settings().offline) or not fetcher.is_available():
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
    raise DataError(remedy(entry))


def _write(path: Path, data: Dataset) -> None:
    try:
        dataset_file.write(path, data)
    except StorageError as error:
        log.warning("%s The next start fetches %s again.", error, data.title)


def _fetch(fetcher: Fetcher, entry: Entry, *, sample: bool = False) -> Dataset:
    log.info("Fetching %s from %s …", entry.title, fetcher.source)
    with tempfile.TemporaryDirectory(prefix="latent-lab-") as folder:
        contents = fetcher.fetch(Path(folder))
    dataset_file.check(entry, contents, sample=sample)
    return dataset_file.dataset(entry, contents, fetcher.source)


def remedy(entry: Entry) -> str:
    """Why a data set is not available, and what to do."""
    if settings().offline:
        problem = "is not on this machine and downloads are switched off"
        way = "unset LATENT_LAB_OFFLINE and start again"
    else:
        problem = "could not be downloaded"
        way = f"connect to the internet and run '{fetch_command(entry.name)}'"
    ways = [way, entry.remedy, "or choose another data set"]
    return f"{entry.title} {problem}: {', '.join(filter(None, ways))}."
