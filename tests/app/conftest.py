"""What the tests of pages share."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.stores import store_at

if TYPE_CHECKING:
    from core.checkpoints import Store


@pytest.fixture(autouse=True)
def _the_same_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo that Streamlit makes the script the main module: new processes would run it first."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def store(tmp_path: Path) -> "Iterator[Store]":
    """An empty store that the app uses."""
    from core.checkpoints import Store

    folder = tmp_path / "store"
    folder.mkdir()
    with store_at(folder):
        yield Store(folder)
