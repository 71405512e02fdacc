"""What the tests of pages share."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.stores import store_at

if TYPE_CHECKING:
    from core.checkpoints import Store


@pytest.fixture
def store(tmp_path: Path) -> "Iterator[Store]":
    """An empty store that the app uses."""
    from core.checkpoints import Store

    folder = tmp_path / "store"
    folder.mkdir()
    with store_at(folder):
        yield Store(folder)
