"""Jobs that download a data set of the catalogue into the data folder.

The download stays in the job's folder until it is verified.
"""

import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

from core.data import Dataset, entry_named, load
from core.data.library import remedy
from core.errors import DataError
from core.jobs.context import Context
from core.jobs.permissions import PermittedRunner
from core.jobs.runner import Runner
from core.jobs.spec import JobSpec, Progress, Status
from core.storage.files import files_below
from core.text.numbers import file_size

DOWNLOADS = "downloads"
POLL_S = 0.2
PACKED = (".gz", ".zip", ".tgz")


def spec_of(name: str) -> JobSpec:
    """The job that fetches a data set; DataError if there is none of this name."""
    return JobSpec(kind="fetch", title=entry_named(name).title, params={"dataset": name})


def newest(runner: Runner, name: str) -> Status | None:
    """Status of the newest job that fetches a data set; None if there is none."""
    return runner.newest(spec_of(name))


def start(runner: Runner | PermittedRunner, name: str) -> str:
    """Queue the download, unless it is queued or running; returns the job's id."""
    return runner.submit(spec_of(name))


def run(context: Context) -> dict[str, Any]:
    """Fetch a data set; the result has its name, its number of images and where they came from."""
    name = str(context.spec.params.get("dataset", ""))
    entry = entry_named(name)
    folder = context.folder / DOWNLOADS
    shutil.rmtree(folder, ignore_errors=True)  # left by an earlier worker that was killed
    folder.mkdir()
    tempfile.tempdir = str(folder)  # where the fetchers work
    results: list[Dataset | BaseException] = []
    # A source can wait long for the network and cannot be interrupted, so it runs in a daemon
    # thread, which ends with this process.
    thread = threading.Thread(target=_load, args=(name, results), daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            context.check()
            context.progress(_progress(folder, entry.download_bytes))
            thread.join(POLL_S)
    finally:
        tempfile.tempdir = None
        shutil.rmtree(folder, ignore_errors=True)
    (result,) = results
    if isinstance(result, BaseException):
        raise result
    if result.is_sample:
        raise DataError(remedy(entry))
    return {"dataset": name, "images": len(result), "source": result.source}


def _load(name: str, results: list[Dataset | BaseException]) -> None:
    try:
        results.append(load(name))
    except BaseException as error:  # raised again in `run`
        results.append(error)


def _progress(folder: Path, total: int) -> Progress:
    """Bytes of the packed files so far, because the sources report no progress."""
    done = sum(file.st_size for path, file in files_below(folder) if path.suffix in PACKED)
    if not done:
        return Progress(0, total, "bytes", "looking for a source")
    if done < total:
        return Progress(done, total, "bytes", f"downloading, {file_size(done)} so far")
    return Progress(done, total, "bytes", "unpacking and checking")
