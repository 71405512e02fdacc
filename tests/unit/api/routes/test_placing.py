"""The route that places new digits on a map."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core import maps
from core.api.routes import placing as placing_routes
from core.data import load
from tests.stores import home_at
from tests.unit.maps.small_projections import finished


@pytest.fixture
def home(tmp_path: Path) -> Iterator[None]:
    with home_at(tmp_path):
        yield


@pytest.mark.usefixtures("home")
def test_the_route_answers_for_drawn_pixels_and_for_rows() -> None:
    name = finished()
    row = int(maps.layout(name, "mnist", "test").rows[3])
    client = TestClient(Starlette(routes=[end.route() for end in placing_routes.ENDPOINTS]))
    pixels = (load().images[row].float() / 255).tolist()

    of_row = client.post("/api/maps/place", json={"map": name, "rows": [row]}).json()
    of_pixels = client.post("/api/maps/place", json={"map": name, "images": [pixels]}).json()

    assert of_row["nearest"][0][0] == row
    assert of_pixels["x"] == pytest.approx(of_row["x"], abs=1e-3)
    gone = client.post("/api/maps/place", json={"map": "projection:gone", "rows": [row]})
    assert gone.status_code == 422
    assert "no projection" in gone.json()["error"]
