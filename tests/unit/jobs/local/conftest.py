"""A folder of jobs with real workers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.jobs.folders.folder import JobFolder
from core.jobs.local.process import kill_worker


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder of jobs; workers that are left at the end are killed."""
    path = tmp_path / "jobs"
    yield path
    for worker in path.glob("*/worker.json"):
        kill_worker(JobFolder(worker.parent))
