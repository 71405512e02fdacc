"""The routes with no room open, and polls that end soon."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.api import all_routes
from core.api import calls as calls_of
from core.api.bounds.rates import rates
from core.api.routes.rooms import phones, walls
from core.rooms import rooms
from core.settings import PROJECT

SCRIPTS = PROJECT / "pages"


@pytest.fixture(scope="module")
def app() -> Starlette:
    return Starlette(routes=all_routes(SCRIPTS, calls_of()))


@pytest.fixture
def client(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    for module in (phones, walls):
        monkeypatch.setattr(module, "POLL_S", 0.2)
    rates.cache_clear()
    rooms.cache_clear()
    with TestClient(app) as opened:
        yield opened
    rooms.cache_clear()
