"""A server whose routes are imported and whose jobs run."""

import pytest
from starlette.routing import Router

from core import jobs
from core.api.server.later import Later


@pytest.fixture(autouse=True)
def _jobs_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(jobs.runner()), "trouble", "")


@pytest.fixture
def later() -> Later:
    routes = Later("/api/", Router)
    routes.load()
    return routes
