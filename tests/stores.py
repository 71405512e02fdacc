"""Another folder as the app's store of checkpoints, for as long as a test needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.pool import pool
from core.settings import settings


@contextmanager
def store_at(folder: Path) -> Iterator[None]:
    """Make ``folder`` the store of this process and of those that it starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_CHECKPOINTS", str(folder))
        settings.cache_clear()
        pool.cache_clear()
        yield
    settings.cache_clear()
    pool.cache_clear()
