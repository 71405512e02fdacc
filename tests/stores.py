"""Another folder as the app's home or store of checkpoints, for as long as a test needs it.

PyTorch is imported with the first use only: the process that hands out the tests reads this too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.settings import settings


@contextmanager
def store_at(folder: Path) -> Iterator[None]:
    """Make ``folder`` the store of this process and of those that it starts."""
    from core.checkpoints.pool import pool

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_CHECKPOINTS", str(folder))
        settings.cache_clear()
        pool.cache_clear()
        yield
    settings.cache_clear()
    pool.cache_clear()


@contextmanager
def home_at(folder: Path) -> Iterator[None]:
    """Make ``folder``, with the real data and nothing else, the home of this process."""
    from core.checkpoints.pool import pool

    (folder / "data").symlink_to(settings().data.resolve(), target_is_directory=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_LAB_HOME", str(folder))
        settings.cache_clear()
        pool.cache_clear()
        yield
    settings.cache_clear()
    pool.cache_clear()
