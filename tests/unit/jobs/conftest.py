"""Runners, and the kinds of work of `tests.unit.jobs.work`."""

from pathlib import Path

import pytest

from core.jobs import LocalRunner
from core.jobs.kinds import KINDS
from tests.unit.jobs import work


@pytest.fixture(autouse=True)
def test_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, kind in work.KINDS.items():
        monkeypatch.setitem(KINDS, name, kind)


@pytest.fixture
def runner(tmp_path: Path) -> LocalRunner:
    """A runner that is not started, so that its jobs stay queued."""
    return LocalRunner(tmp_path / "jobs")
