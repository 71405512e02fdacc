"""The health checks: alive is alive, and ready says what is wrong."""

import pytest
from starlette.applications import Starlette
from starlette.routing import Router
from starlette.testclient import TestClient

from core.api.monitoring import health, readiness
from core.api.server.later import Later
from core.visitors import Action
from tests.unit.api.monitoring.support import ready


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
