"""What the tests of pages share."""

import functools
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.elements.lib import policies

from core.settings import settings
from tests.stores import store_at

if TYPE_CHECKING:
    from core.checkpoints import Store
    from core.jobs import DashboardRunner

CLUSTER_TOKEN = "a-secret-token"


@pytest.fixture(autouse=True)
def _the_same_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo that Streamlit makes the script the main module: new processes would run it first."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session", autouse=True)
def _one_scan_for_components() -> Iterator[None]:
    """Look for installed components once: each AppTest does, which takes longer than most pages."""
    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(autouse=True)
def _one_owner_for_each_widget(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail if a widget has a default and a value from the session: Streamlit logs that once."""
    warnings: list[str] = []
    monkeypatch.setattr(policies, "_shown_default_value_warning", False)
    monkeypatch.setattr(
        policies._LOGGER, "warning", lambda text, *values, **_: warnings.append(text % values)
    )
    yield
    assert not warnings


@pytest.fixture(autouse=True)
def _a_window_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show what a browser shows once its visitor has scrolled there; a test has no window."""
    from pages.shared.widgets import near

    monkeypatch.setattr(near, "_mount", lambda **_: SimpleNamespace(near=True))


@pytest.fixture
def store(tmp_path: Path) -> "Iterator[Store]":
    """An empty store that the app uses."""
    from core.checkpoints import Store

    folder = tmp_path / "store"
    folder.mkdir()
    with store_at(folder):
        yield Store(folder)


@pytest.fixture
def with_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Iterator[DashboardRunner]":
    """A runner with a cluster in its settings for all kinds of jobs; nobody has started it."""
    from core import jobs
    from core.checkpoints.pool import pool

    (tmp_path / "data").symlink_to(settings().data.resolve(), target_is_directory=True)
    values = {
        "HOME": str(tmp_path),
        "CLUSTER_ADDRESS": "http://127.0.0.1:9",
        "CLUSTER_TOKEN": CLUSTER_TOKEN,
        "CLUSTER_GPUS": "1",
        "CLUSTER_JOBS": "train, project, clusters, elbow",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"LATENT_LAB_{name}", value)
    caches = (settings, jobs.runner, pool)
    for cache in caches:
        cache.cache_clear()
    yield jobs.runner()
    monkeypatch.undo()
    for cache in caches:
        cache.cache_clear()
