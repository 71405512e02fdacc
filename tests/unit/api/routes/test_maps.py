"""Routes for whole maps."""

import io
from collections.abc import Iterator

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.numpy import load
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core import data, inference, maps
from core.api.endpoints import ENDPOINTS
from core.checkpoints.pool import pool
from core.inference import encodings
from core.maps import colouring
from tests.unit.api.routes.ready import BYTES, ready
from tests.unit.maps.planes import PLANE, READER, WIDE, store_of_planes


@pytest.fixture(scope="module", autouse=True)
def planes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with store_of_planes(tmp_path_factory.mktemp("maps")):
        yield


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=[endpoint.route() for endpoint in ENDPOINTS]))


def test_the_points_come_as_nine_bytes_each_in_row_order(client: TestClient) -> None:
    asked = {"map": f"bottleneck:{PLANE}", "split": "test"}
    answer = ready(lambda: client.get("/api/maps/points", params=asked, headers=BYTES))
    arrays = load(answer.content)
    made = maps.layout(asked["map"], "mnist", "test")

    assert len(answer.content) / len(made) <= 10
    np.testing.assert_array_equal(arrays["x"], made.xy[:, 0])
    np.testing.assert_array_equal(arrays["y"], made.xy[:, 1])
    np.testing.assert_array_equal(arrays["labels"], data.load().split("test").labels.numpy())
    assert arrays["labels"].dtype == np.uint8
    assert "rows" not in arrays  # they count up


def test_a_browser_keeps_the_points_only_under_their_key(client: TestClient) -> None:
    asked = {"map": f"bottleneck:{PLANE}"}
    key = maps.key(asked["map"], "mnist", "test")
    for given, kept in ((key, True), ("0" * 64, False), (None, False)):
        params = asked | ({"key": given} if given else {})
        answer = ready(lambda params=params: client.get("/api/maps/points", params=params))
        assert ("max-age" in answer.headers["cache-control"]) is kept


def test_the_clusters_of_a_map_come_in_its_order(client: TestClient) -> None:
    asked: dict[str, str | int] = {"map": f"bottleneck:{PLANE}", "k": 4, "seed": 3}
    answer = ready(lambda: client.get("/api/maps/clusters", params=asked, headers=BYTES))

    made = maps.layout(f"bottleneck:{PLANE}", "mnist", "test")
    expected = colouring.cluster(made, lambda: made.xy, 4, 3)
    np.testing.assert_array_equal(load(answer.content)["clusters"], expected.labels)


def test_the_card_tells_of_the_digit_and_of_both_models(client: TestClient) -> None:
    test = data.load().split("test")
    row = int(test.rows[3])
    asked: dict[str, str | int] = {"row": row, "autoencoder": PLANE, "classifier": READER}
    said = client.get("/api/maps/card", params=asked, headers={"accept": "application/json"}).json()

    assert said["digit"] == test.images[3].tolist()
    assert (said["row"], said["label"]) == (row, int(test.labels[3]))
    drawn = inference.reconstruct(pool().module(PLANE), data.to_float(test.images[3:4]))
    np.testing.assert_allclose(np.array(said["reconstruction"]) / 255, drawn[0, 0], atol=0.51 / 255)
    errors = encodings.reconstruction_errors(PLANE, "mnist", "test")
    assert said["squared_error"] == pytest.approx(float(errors[3]), rel=1e-4)
    assert said["predicted"] == str(encodings.predictions(READER, "mnist", "test")[0][3])


def test_the_plane_is_what_the_decoder_draws_in_the_middle_of_each_cell(client: TestClient) -> None:
    asked: dict[str, str | int] = {
        "model": PLANE,
        "left": -2,
        "right": 2,
        "bottom": -1,
        "top": 1,
        "columns": 4,
        "rows": 2,
    }
    answer = client.get("/api/maps/plane", params=asked)
    alpha = np.asarray(Image.open(io.BytesIO(answer.content)).getchannel("A"))

    assert alpha.shape == (2 * 28, 4 * 28)
    z = torch.tensor([[1.5, 0.5]])  # the last cell of the upper line
    drawn = inference.decode(pool().module(PLANE), z).clamp(0, 1)[0, 0]
    np.testing.assert_allclose(alpha[:28, 3 * 28 :] / 255, drawn, atol=0.51 / 255)


@pytest.mark.parametrize(
    ("path", "asked", "status"),
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
    client: TestClient, path: str, asked: dict[str, str | int], status: int
) -> None:
    answer = ready(lambda: client.get(f"/api/maps/{path}", params=asked))

    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
