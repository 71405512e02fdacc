"""Everything of the product that writes, and what must be there after it was killed."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from core.checkpoints import Store, bin
from core.data import dataset_file
from core.data.catalogue import Entry
from core.data.fetchers import FetchedData
from core.jobs import JobSpec, LocalRunner
from core.jobs.folders.events import EventReader, append
from core.jobs.folders.folder import JobFolder, Submission
from core.storage.arrays import ArrayFolder
from core.training.state import load_state, save_state
from tests.unit.checkpoints.attacks import forge


@dataclass(frozen=True)
class Writer:
    """Something that writes into a folder."""

    title: str
    write: Callable[[Path, int], None]
    """Writes for the n-th time, n from 1 in each process."""
    check: Callable[[Path], None]
    """Raises AssertionError if what is there is neither the old content nor the new."""


SPEC = {"family": "dense", "widths": [256], "latent": 2}  # 1.6 MB


def save_checkpoint(folder: Path, number: int) -> None:
    """A checkpoint in place of the one before."""
    network = forge.module(number % 2, SPEC)
    Store(folder).save(network, forge.card("victim", network, seed=number % 2))


def check_checkpoint(folder: Path) -> None:
    """The weights are those that its card names."""
    module, card = Store(folder).load("victim")
    assert forge.same_weights(module, forge.module(card.seed, SPEC))
    assert [entry.problem for entry in Store(folder).entries()] == [None]


def bin_checkpoint(folder: Path, _: int) -> None:
    """A checkpoint to the bin and back; the first process saves it."""
    store = Store(folder)
    if not store.entries() and not bin.entries(store):
        network = forge.module(0, SPEC)
        store.save(network, forge.card("victim", network))
    if store.entries():
        bin.move_to_bin(store, "victim")
    bin.restore(store, bin.entries(store)[0])


def check_bin(folder: Path) -> None:
    """It is in one of the two places, whole."""
    store = Store(folder)
    binned = bin.entries(store)
    assert len(store.entries()) + len(binned) == 1
    if binned:
        bin.restore(store, binned[0])
    assert forge.same_weights(store.load("victim")[0], forge.module(0, SPEC))


def write_state(folder: Path, number: int) -> None:
    """The state of a training after an epoch."""
    save_state(folder / "state", {"epoch": number, "module": {"w": torch.full((300_000,), number)}})


def check_state(folder: Path) -> None:
    """The weights are those of its epoch."""
    state = load_state(folder / "state")
    assert bool((state["module"]["w"] == state["epoch"]).all())


def write_result(folder: Path, number: int) -> None:
    """A cached result in place of the one before."""
    ArrayFolder(folder).write("key", {"x": np.full(300_000, number), "n": np.array([number])})


def check_result(folder: Path) -> None:
    """Its arrays belong together."""
    arrays = ArrayFolder(folder).read("key")
    assert arrays is not None
    assert bool((arrays["x"] == arrays["n"]).all())


def _data_set() -> Entry:
    return Entry("few", "Few", ("a",), train=2000, test=0, fetchers=())


def write_data(folder: Path, number: int) -> None:
    """A data set in place of the one before."""
    images = torch.full((2000, 28, 28), number % 256, dtype=torch.uint8)
    fetched = FetchedData(images, torch.zeros(2000, dtype=torch.int64), 2000)
    entry = _data_set()
    dataset_file.write(folder / "few.safetensors", dataset_file.dataset(entry, fetched, "here"))


def check_data(folder: Path) -> None:
    """Its pixels fit its fingerprint."""
    images = dataset_file.read(folder / "few.safetensors", _data_set()).images
    assert bool((images == images[0, 0, 0]).all())


def append_event(folder: Path, number: int) -> None:
    """One more line in the log of a job."""
    path = folder / "events.jsonl"
    path.touch()
    append(path, "epoch", number=number, text="x" * 2000)


def check_events(folder: Path) -> None:
    """Each event is whole, and those of each process are in order without a gap."""
    events, _ = EventReader().read(folder / "events.jsonl")
    before = 0
    for event in events:
        assert event["text"] == "x" * 2000
        assert event["number"] in (1, before + 1)
        before = event["number"]


def submit_job(folder: Path, number: int) -> None:
    """One more job in the queue; the oldest goes, so that they stay few."""
    runner = LocalRunner(folder / "jobs")
    spec = JobSpec(kind="train", title=f"Job {number}", params={"number": number})
    runner.submit(spec, scope=str(time.monotonic_ns()))
    for status in runner.jobs()[:-5]:
        runner.delete(status.id)


def check_jobs(folder: Path) -> None:
    """Each job that is listed is whole and waits."""
    statuses = LocalRunner(folder / "jobs").jobs()
    assert statuses
    assert {status.state for status in statuses} == {"queued"}


def write_progress(folder: Path, number: int) -> None:
    """The progress of a job in place of the one before."""
    job = JobFolder(folder)
    if not job.exists():
        job.create(Submission(spec=JobSpec(kind="train", title="Job"), submitted="now"))
    job.write_progress(f'{{"done": {number}, "total": {number}, "doing": "{"x" * 5000}"}}')


def check_progress(folder: Path) -> None:
    """It is one of those that were written."""
    progress = JobFolder(folder).progress()
    assert progress.done == progress.total > 0


WRITERS = {
    "checkpoints": Writer("kills while a checkpoint is saved", save_checkpoint, check_checkpoint),
    "bin": Writer("kills while a checkpoint goes to the bin and back", bin_checkpoint, check_bin),
    "states": Writer("kills while a training saves its state", write_state, check_state),
    "results": Writer("kills while a result or a map is cached", write_result, check_result),
    "data": Writer("kills while a data set is written", write_data, check_data),
    "events": Writer("kills while a job logs an event", append_event, check_events),
    "jobs": Writer("kills while a job is queued and another deleted", submit_job, check_jobs),
    "progress": Writer("kills while a job reports its progress", write_progress, check_progress),
}
