"""Readiness as `/readyz` reports it."""

from typing import Any

from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.api.monitoring import health
from core.api.server.later import Later


def ready(later: Later) -> tuple[int, dict[str, Any]]:
    answer = TestClient(Starlette(routes=health.routes(later))).get("/readyz")
    return answer.status_code, answer.json()
