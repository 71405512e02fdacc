"""Every test of imports has a home of its own, and its own bounds."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.settings import settings

Bound = Callable[[str, int], None]


@pytest.fixture(autouse=True)
def own_home(home: Path) -> Path:
    return home


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> Bound:
    """Sets a setting of this process."""

    def put(name: str, value: int) -> None:
        monkeypatch.setenv(f"LATENT_LAB_{name}", str(value))
        settings.cache_clear()

    return put
