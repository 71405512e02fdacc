"""The health checks: alive is alive, and ready says what is wrong."""

import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.applications import Starlette
from starlette.routing import Router
from starlette.testclient import TestClient

from core import jobs
from core.api.monitoring import health, readiness
from core.api.server.endpoint import shared_workers
from core.api.server.later import Later
from core.checkpoints.pool import pool
from core.data import library
from core.errors import CheckpointError
from core.inference import queue
from core.settings import settings
from core.visitors import Action


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def _jobs_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(jobs.runner()), "trouble", "")


@pytest.fixture
def later() -> Later:
    routes = Later("/api/", Router)
    routes.load()
    return routes


def ready(later: Later) -> tuple[int, dict[str, Any]]:
    answer = TestClient(Starlette(routes=health.routes(later))).get("/readyz")
    return answer.status_code, answer.json()


def test_the_health_check_answers(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_whole_server_is_ready(later: Later) -> None:
    status, found = ready(later)

    assert set(found["checks"]) == {"data", "store", "disk", "queue", "jobs"}
    assert status == 200


def test_a_server_that_imports_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    status, found = ready(Later("/api/", Router))

    assert status == 503
    assert "starting" in found["checks"]["start"]["reason"]


def no_data(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(library, "loaded", lambda _: None)
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
    monkeypatch.setattr(library, "loaded", lambda _: None)
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


def test_asking_often_looks_once(monkeypatch: pytest.MonkeyPatch, later: Later) -> None:
    looks: list[int] = []
    monkeypatch.setattr(readiness, "data", lambda: looks.append(1) or readiness.disk())
    client = TestClient(Starlette(routes=health.routes(later)))

    for _ in range(20):
        client.get("/readyz")

    assert len(looks) == 1


def test_strangers_may_ask() -> None:
    from core.api.security.access import action_of

    assert {action_of("/healthz"), action_of("/readyz")} == {Action.ENTER}
