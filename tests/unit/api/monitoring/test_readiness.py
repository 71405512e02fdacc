"""What keeps a server from being ready, each with its sentence."""

import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from core import jobs
from core.api.server.endpoint import shared_workers
from core.api.server.later import Later
from core.checkpoints.pool import pool
from core.data import library
from core.errors import CheckpointError
from core.inference import queue
from core.settings import settings
from tests.unit.api.monitoring.support import ready


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def no_data(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(library, "if_loaded", lambda _: None)
    patch.setattr(library, "is_stored", lambda _: False)
    patch.setattr(library, "is_local", lambda _: False)


def no_store(patch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise CheckpointError("The checkpoint folder /secret/path cannot be read")

    patch.setattr(pool().store, "entries", fail)


def no_checkpoint(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pool().store, "entries", list)


def full_disk(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shutil, "disk_usage", lambda _: Usage(1, 1, 10 * 2**20))


def read_only_home(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "access", lambda *_: False)


def full_line(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(type(shared_workers()), "is_full", True)


def full_queue(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(queue, "pending", lambda: queue.ALL_PENDING)


def no_jobs(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(type(jobs.runner()), "trouble", "Jobs cannot be started: the disk is full.")


@pytest.mark.parametrize(
    ("fault", "check", "reason"),
    [
        (no_data, "data", "core.data mnist"),
        (no_store, "store", "cannot be read"),
        (no_checkpoint, "store", "no usable checkpoint"),
        (full_disk, "disk", "Only 10 MiB"),
        (read_only_home, "disk", "cannot be written"),
        (full_line, "queue", "Too many calls"),
        (full_queue, "queue", "Too many calls"),
        (no_jobs, "jobs", "the disk is full"),
    ],
)
def test_it_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, later: Later, fault: Any, check: str, reason: str
) -> None:
    fault(monkeypatch)

    status, found = ready(later)

    assert status == 503
    assert found["status"] == found["checks"][check]["status"] == "failed"
    assert reason in found["checks"][check]["reason"]
    assert "/secret" not in str(found)


def test_a_sample_of_the_data_is_a_warning(monkeypatch: pytest.MonkeyPatch, later: Later) -> None:
    monkeypatch.setattr(library, "if_loaded", lambda _: None)
    monkeypatch.setattr(library, "is_stored", lambda _: False)
    monkeypatch.setattr(library, "is_local", lambda _: True)

    status, found = ready(later)

    assert status == 200
    assert found["checks"]["data"]["status"] == "warning"


def test_a_damaged_checkpoint_is_a_warning(client: TestClient) -> None:
    client.get("/api/models")  # the routes are imported now

    found = client.get("/readyz").json()["checks"]["store"]

    assert found == {
        "status": "warning",
        "reason": "1 of 4 checkpoints cannot be read: see Checkpoints.",
    }


def test_a_home_that_cannot_be_made_is_said(
    monkeypatch: pytest.MonkeyPatch, later: Later, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path / "file" / "home"))
    settings.cache_clear()
    _, found = ready(later)
    monkeypatch.undo()
    settings.cache_clear()

    assert found["checks"]["disk"]["status"] == "failed"
