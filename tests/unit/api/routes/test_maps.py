"""Routes for whole maps."""

import io

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.numpy import load
from starlette.testclient import TestClient

from core import data, inference, maps
from core.checkpoints.pool import pool
from core.inference import encodings
from core.maps import colouring
from tests.unit.api.routes.ready import BYTES, ready
from tests.unit.maps.planes import PLANE, READER, WIDE


def test_the_points_come_as_nine_bytes_each_in_row_order(map_client: TestClient) -> None:
    query = {"map": f"bottleneck:{PLANE}", "split": "test"}
    answer = ready(lambda: map_client.get("/api/maps/points", params=query, headers=BYTES))
    arrays = load(answer.content)
    layout = maps.layout(query["map"], "mnist", "test")

    assert len(answer.content) / len(layout) <= 10
    np.testing.assert_array_equal(arrays["x"], layout.xy[:, 0])
    np.testing.assert_array_equal(arrays["y"], layout.xy[:, 1])
    np.testing.assert_array_equal(arrays["labels"], data.load().split("test").labels.numpy())
    assert arrays["labels"].dtype == np.uint8
    assert "rows" not in arrays  # they count up


def test_a_browser_keeps_the_points_only_under_their_key(map_client: TestClient) -> None:
    query = {"map": f"bottleneck:{PLANE}"}
    key = maps.key(query["map"], "mnist", "test")
    for given, kept in ((key, True), ("0" * 64, False), (None, False)):
        params = query | ({"key": given} if given else {})
        answer = ready(lambda params=params: map_client.get("/api/maps/points", params=params))
        assert ("max-age" in answer.headers["cache-control"]) is kept


def test_the_clusters_of_a_map_come_in_its_order(map_client: TestClient) -> None:
    query: dict[str, str | int] = {"map": f"bottleneck:{PLANE}", "k": 4, "seed": 3}
    answer = ready(lambda: map_client.get("/api/maps/clusters", params=query, headers=BYTES))

    layout = maps.layout(f"bottleneck:{PLANE}", "mnist", "test")
    expected = colouring.cluster(layout, lambda: layout.xy, 4, 3)
    np.testing.assert_array_equal(load(answer.content)["clusters"], expected.labels)


def test_the_card_tells_of_the_digit_and_of_both_models(map_client: TestClient) -> None:
    test = data.load().split("test")
    row = int(test.rows[3])
    query: dict[str, str | int] = {"row": row, "autoencoder": PLANE, "classifier": READER}
    card = map_client.get(
        "/api/maps/card", params=query, headers={"accept": "application/json"}
    ).json()

    assert card["digit"] == test.images[3].tolist()
    assert (card["row"], card["label"]) == (row, int(test.labels[3]))
    drawn = inference.reconstruct(pool().module(PLANE), data.to_float(test.images[3:4]))
    np.testing.assert_allclose(np.array(card["reconstruction"]) / 255, drawn[0, 0], atol=0.51 / 255)
    errors = encodings.reconstruction_errors(PLANE, "mnist", "test")
    assert card["squared_error"] == pytest.approx(float(errors[3]), rel=1e-4)
    assert card["predicted"] == str(encodings.predictions(READER, "mnist", "test")[0][3])


def test_the_plane_is_what_the_decoder_draws_in_the_middle_of_each_cell(
    map_client: TestClient,
) -> None:
    query: dict[str, str | int] = {
        "model": PLANE,
        "left": -2,
        "right": 2,
        "bottom": -1,
        "top": 1,
        "columns": 4,
        "rows": 2,
    }
    answer = map_client.get("/api/maps/plane", params=query)
    alpha = np.asarray(Image.open(io.BytesIO(answer.content)).getchannel("A"))

    assert alpha.shape == (2 * 28, 4 * 28)
    z = torch.tensor([[1.5, 0.5]])  # the last cell of the upper line
    drawn = inference.decode(pool().module(PLANE), z).clamp(0, 1)[0, 0]
    np.testing.assert_allclose(alpha[:28, 3 * 28 :] / 255, drawn, atol=0.51 / 255)


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("points", {"map": "bottleneck:nobody"}, 422),
        ("points", {"map": "bottleneck:../../etc/passwd"}, 422),
        ("points", {"map": f"bottleneck:{PLANE}", "split": "half"}, 422),
        ("values", {"what": "errors", "model": READER}, 422),
        ("clusters", {"map": f"bottleneck:{PLANE}", "k": 11}, 422),
        ("clusters", {"map": "bottleneck:nobody"}, 422),
        ("card", {"row": 10**7}, 404),
        ("card", {"row": 60000, "classifier": PLANE}, 422),
        ("plane", {"model": READER, "left": 0, "right": 1, "bottom": 0, "top": 1}, 422),
        ("plane", {"model": WIDE, "left": 0, "right": 1, "bottom": 0, "top": 1}, 422),
        ("plane", {"model": PLANE, "left": 1, "right": 0, "bottom": 0, "top": 1}, 422),
        ("plane", {"model": PLANE, "left": "nan", "right": 1, "bottom": 0, "top": 1}, 422),
    ],
)
def test_a_call_that_cannot_be_carried_out_gets_one_sentence(
    map_client: TestClient, path: str, query: dict[str, str | int], status: int
) -> None:
    answer = ready(lambda: map_client.get(f"/api/maps/{path}", params=query))

    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
