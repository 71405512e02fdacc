"""A job of the cluster, as its folder holds it."""

from pathlib import Path

import pytest

from core.jobs.cluster.capacity import Demand
from core.jobs.cluster.scheduler import Scheduler
from core.jobs.folders.folder import JobFolder
from core.jobs.folders.runner import FolderRunner
from tests.unit.jobs.work import spec


@pytest.fixture
def scheduler(tmp_path: Path) -> Scheduler:
    """A scheduler that never meets a cluster."""
    return Scheduler(tmp_path / "jobs", None, Demand())


@pytest.fixture
def runner(scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch) -> FolderRunner:
    """A runner of the cluster that takes jobs and does not start."""
    monkeypatch.setattr(scheduler, "refusal", "")
    return FolderRunner(scheduler._home, scheduler)


@pytest.fixture
def job(runner: FolderRunner) -> JobFolder:
    """A job that waits for the cluster."""
    return runner.folder(runner.submit(spec(device="cluster")))
