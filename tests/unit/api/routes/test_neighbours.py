"""The route that finds the nearest images."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.api.routes.neighbours import ENDPOINTS, NeighboursRequest
from core.data import load
from tests.unit.api.routes.ready import ready


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[endpoint.route() for endpoint in ENDPOINTS]))


def test_rows_and_pixels_are_answered_and_a_row_is_not_its_own_neighbour(
    client: TestClient,
) -> None:
    where = {"dataset": "digits-8x8", "model": "ae-conv-2-8x8", "k": 3}
    test = load("digits-8x8").split("test")
    row = int(test.rows[4])
    pixels = (test.images[4].float() / 255).tolist()

    def call(**more: object) -> dict:
        return ready(lambda: client.post("/api/maps/neighbours", json=where | more)).json()

    of_row, of_pixels = call(rows=[row]), call(images=[pixels])
    assert of_pixels["rows"][0][0] == row
    assert of_pixels["distances"][0][0] == pytest.approx(0, abs=1e-4)
    assert of_row["rows"][0][:2] == of_pixels["rows"][0][1:]
    assert of_row["searched"] == len(test)
    assert len(of_row["labels"][0]) == 3
    in_pixels = call(rows=[row], model=None)
    assert in_pixels["model"] is None
    assert row not in in_pixels["rows"][0]


def test_a_model_that_does_not_fit_is_a_sentence(client: TestClient) -> None:
    body = {"dataset": "digits-8x8", "rows": [0], "model": "ae-conv-2"}
    answer = ready(lambda: client.post("/api/maps/neighbours", json=body))
    assert answer.status_code == 422
    assert "takes pictures of 28×28" in answer.json()["error"]


def test_a_larger_search_costs_more() -> None:
    def cost(**more: object) -> float:
        request = NeighboursRequest.model_validate({"rows": [1]} | more)
        return ENDPOINTS[0].cost(request).total_ms(True)

    assert cost() < cost(split="all") < cost(split="all", rows=[1, 2])
    assert cost(model="ae-conv-2", split="all") < cost(split="all")
