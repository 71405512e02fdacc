"""The worker, run in the test's own process."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from core.jobs import LocalRunner, worker
from core.jobs.context import Context
from core.jobs.ending import DISK_FULL_STATUS
from core.settings import PROJECT
from core.storage.files import write_atomic
from tests.unit.jobs import work
from tests.unit.jobs.work import full_disk, spec

COUNT = "tests.unit.jobs.work:count"


def test_a_worker_that_cannot_write_reports_that_with_its_status(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = runner.folder(runner.submit(spec()))
    monkeypatch.setattr(os, "fsync", full_disk)

    assert worker.main(home.path, COUNT) == DISK_FULL_STATUS


def test_a_worker_without_a_folder_creates_none(tmp_path: Path) -> None:
    folder = tmp_path / "000001-000000000000"

    assert worker.main(folder, COUNT) == 0
    assert not folder.exists()


def test_a_worker_needs_no_streamlit() -> None:
    """Its calls would belong to no page and end the job."""
    script = (
        "import importlib, pkgutil, sys, core.jobs.worker, core.jobs.kinds as kinds\n"
        "for module in pkgutil.walk_packages(kinds.__path__, 'core.jobs.kinds.'):\n"
        "    importlib.import_module(module.name)\n"
        "assert 'core.jobs.kinds.training' in sys.modules\n"
        "assert 'streamlit' not in sys.modules\n"
    )

    subprocess.run([sys.executable, "-c", script], cwd=PROJECT, check=True)


def test_a_worker_whose_folder_is_deleted_while_it_writes_leaves_nothing(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = runner.folder(runner.submit(spec())).path

    def write_after_deletion(context: Context) -> dict[str, object]:
        shutil.rmtree(context.folder)
        write_atomic(context.folder / "snapshots" / "1", b"comes too late")
        return {}

    monkeypatch.setattr(work, "count", write_after_deletion)

    assert worker.main(folder, COUNT) == 0
    assert not folder.exists()


@pytest.mark.parametrize(
    "error", [MemoryError(), torch.OutOfMemoryError("CUDA out of memory. Tried to …")]
)
def test_a_worker_that_runs_out_of_memory_names_the_device_and_the_remedy(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    job = runner.submit(spec(device="cuda:0"))

    def too_large(context: Context) -> dict[str, object]:
        raise error

    monkeypatch.setattr(work, "count", too_large)
    worker.main(runner.folder(job).path, COUNT)

    status = runner.status(job)
    assert (status.state, status.message) == ("failed", "Out of memory on cuda:0.")
    assert "Halve the batch size" in status.hint


def test_a_clustering_of_an_earlier_version_runs_out_of_memory_on_its_device(
    runner: LocalRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = runner.folder(runner.submit(spec(device="cpu")))
    file = home.path / "spec.json"
    file.write_text(file.read_text().replace('"cpu"', '"cpu, clusters"'))
    monkeypatch.setattr(work, "count", lambda context: bytearray(2**62))

    worker.main(home.path, COUNT)

    assert runner.status(home.id).message == "Out of memory on cpu."
