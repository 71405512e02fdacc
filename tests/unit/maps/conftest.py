"""Homes for maps."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.maps import placing
from tests.stores import home_at
from tests.unit.maps.small_projections import forget


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home folder without projections, with the real data and the shipped checkpoints."""
    with home_at(tmp_path):
        forget()
        placing._indexes.clear()
        yield tmp_path
