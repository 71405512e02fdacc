"""What the tests of pages share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.checkpoints import Store
from tests.stores import store_at


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store that the app uses."""
    folder = tmp_path / "store"
    folder.mkdir()
    with store_at(folder):
        yield Store(folder)
