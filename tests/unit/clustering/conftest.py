"""Few real digits, an empty folder of results, and a store with one small autoencoder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.data import Dataset
from core.settings import settings
from core.storage.arrays import ArrayFolder
from core.storage.cache import ResultCache
from tests.unit.checkpoints.attacks import forge
from tests.unit.clustering.studies import CODER, COUNT, TRAIN, use_few


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """Real digits, most for training, in place of the whole set."""
    return use_few(monkeypatch, COUNT, TRAIN)


@pytest.fixture(autouse=True)
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ArrayFolder:
    """The folder of kept results, empty."""
    folder = tmp_path / "results"
    monkeypatch.setattr("core.storage.cache._cache_at", lambda _: ResultCache(folder))
    return ArrayFolder(folder)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store with one small autoencoder of random weights."""
    monkeypatch.setenv("LATENT_LAB_CHECKPOINTS", str(tmp_path))
    settings.cache_clear()
    pool.cache_clear()
    store = Store(tmp_path)
    module = forge.module(0, {"family": "dense", "latent": 6})
    store.save(module, forge.card(CODER, module))
    yield store
    monkeypatch.undo()
    settings.cache_clear()
    pool.cache_clear()
