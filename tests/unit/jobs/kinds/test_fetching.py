"""Downloads of data sets as jobs."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from core.data import CATALOGUE, library
from core.data.catalogue import DIGITS, Entry
from core.data.fetchers import FetchedData, Fetcher
from core.errors import DataError
from core.jobs import LocalRunner
from core.jobs.context import CancelledError, Context
from core.jobs.kinds import fetching
from core.settings import settings

FEW = FetchedData(torch.zeros(6, 8, 8, dtype=torch.uint8), torch.arange(6), 4)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without data sets, and temporary files where they were before."""
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    settings.cache_clear()
    yield
    settings.cache_clear()
    library._loaded.clear()


def offer(
    monkeypatch: pytest.MonkeyPatch, *fetchers: Fetcher, sample: Fetcher | None = None
) -> None:
    entry = Entry(
        "few", "Few", DIGITS, 4, 2, fetchers, sample, shape=(1, 8, 8), download_bytes=1000
    )
    monkeypatch.setitem(CATALOGUE, "few", entry)


def context(runner: LocalRunner) -> Context:
    return Context(runner.folder(fetching.start(runner, "few")))


def test_a_set_that_is_fetched_is_a_file_that_every_process_reads(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    workplaces = []

    def fetch(folder: Path) -> FetchedData:
        workplaces.append(folder)
        return FEW

    offer(monkeypatch, Fetcher("a source", fetch))
    job = context(runner)

    result = fetching.run(job)

    assert result == {"dataset": "few", "images": 6, "source": "a source"}
    assert (settings().data / "few.safetensors").is_file()
    assert library.is_complete("few")
    assert all(job.folder in folder.parents for folder in workplaces)
    assert not (job.folder / fetching.DOWNLOADS).exists()


def test_a_server_that_has_shown_the_sample_shows_the_whole_set_afterwards(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = replace(FEW, images=FEW.images[:3], labels=FEW.labels[:3], train=2)
    offer(monkeypatch, sample=Fetcher("a part", lambda _: part, online=False))
    assert library.load("few").is_sample
    assert not library.is_complete("few")
    with pytest.raises(DataError, match="Few could not be downloaded"):
        fetching.run(context(runner))

    # Another process writes the file.
    shown = dict(library._loaded)
    library._loaded.clear()
    offer(monkeypatch, Fetcher("a source", lambda _: FEW))
    library.load("few")
    library._loaded.clear()
    library._loaded.update(shown)

    assert not library.load("few").is_sample


def test_a_source_that_waits_for_ever_can_be_left(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(folder: Path) -> FetchedData:
        (folder / "part.gz").write_bytes(b"x" * 300)
        time.sleep(60)
        return FEW

    offer(monkeypatch, Fetcher("a slow source", fetch))
    job = context(runner)
    progress = []
    monkeypatch.setattr(job, "progress", progress.append)

    def check() -> None:
        if progress and progress[-1].done:
            raise CancelledError

    monkeypatch.setattr(job, "check", check)
    began = time.monotonic()

    with pytest.raises(CancelledError):
        fetching.run(job)

    assert time.monotonic() - began < 10
    assert progress[-1].share == pytest.approx(0.3)
    assert progress[-1].doing == "downloading, 0 kB so far"
    assert not (job.folder / fetching.DOWNLOADS).exists()


def test_two_presses_are_one_download(runner: LocalRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    offer(monkeypatch, Fetcher("a source", lambda _: FEW))
    assert fetching.newest(runner, "few") is None

    first, second = fetching.start(runner, "few"), fetching.start(runner, "few")

    assert first == second
    newest = fetching.newest(runner, "few")
    assert newest is not None
    assert newest.id == first
