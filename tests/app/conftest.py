"""What the tests of pages share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.checkpoints import Store
from core.pool import pool
from core.settings import settings


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store that the app uses."""
    folder = tmp_path / "store"
    folder.mkdir()
    monkeypatch.setenv("LATENT_LAB_CHECKPOINTS", str(folder))
    settings.cache_clear()
    pool.cache_clear()
    yield Store(folder)
    monkeypatch.undo()
    settings.cache_clear()
    pool.cache_clear()
