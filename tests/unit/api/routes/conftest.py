"""Clients of the routes that several files test."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.api.endpoints import ENDPOINTS
from tests.unit.api.routes.walks import SPECS
from tests.unit.api.support import client_of
from tests.unit.maps.planes import store_of_planes


@pytest.fixture(scope="module")
def walk_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The routes over the small networks of `walks`."""
    with client_of(tmp_path_factory.mktemp("store"), SPECS) as opened:
        yield opened


@pytest.fixture(scope="module")
def map_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The routes over a store of networks with two numbers, without login or guard."""
    with store_of_planes(tmp_path_factory.mktemp("maps")):
        yield TestClient(Starlette(routes=[endpoint.route() for endpoint in ENDPOINTS]))
