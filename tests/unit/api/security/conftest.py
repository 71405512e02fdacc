"""Settings that a test changes by the environment."""

from collections.abc import Iterator

import pytest

from core.settings import settings


@pytest.fixture
def fresh_settings() -> Iterator[None]:
    """Settings that are read again, in the test and after it."""
    settings.cache_clear()
    yield
    settings.cache_clear()
