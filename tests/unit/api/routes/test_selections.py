"""Routes for a selection of digits."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core import data, maps
from core.api.endpoints import ENDPOINTS
from core.inference import encodings
from tests.own_sets import CODE, INVENTOR, PLAIN, add_sets, train_networks
from tests.stores import home_at, store_at
from tests.unit.api.routes.ready import RAW, ready
from tests.unit.maps.planes import PLANE, READER


def test_the_table_has_a_line_for_each_row_with_its_own_figures(map_client: TestClient) -> None:
    test = data.load().split("test")
    rows = test.rows.numpy()[[4, 2, 8]].astype("<u4")
    query = {"map": f"bottleneck:{PLANE}", "autoencoder": PLANE, "classifier": READER}
    answer = ready(
        lambda: map_client.post(
            "/api/maps/table", params=query, content=rows.tobytes(), headers=RAW | {"accept": "*/*"}
        )
    )
    lines = list(csv.DictReader(io.StringIO(answer.text)))

    result = maps.layout(query["map"], "mnist", "test")
    errors = encodings.reconstruction_errors(PLANE, "mnist", "test")
    assert [int(line["row"]) for line in lines] == sorted(rows.tolist())
    for line, place in zip(lines, [2, 4, 8], strict=True):
        assert float(line["x"]) == pytest.approx(float(result.xy[place, 0]))
        assert float(line["squared_error"]) == pytest.approx(float(errors[place]))
        assert line["class"] == str(int(test.labels[place]))


def test_the_table_of_pictures_without_labels_has_no_classes(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    with home_at(tmp_path), store_at(tmp_path / "store"):
        add_sets(tmp_path)
        train_networks()
        client = TestClient(Starlette(routes=[endpoint.route() for endpoint in ENDPOINTS]))
        query = {"map": f"bottleneck:{PLAIN}-{INVENTOR}", "dataset": PLAIN}
        query["autoencoder"] = f"{PLAIN}-{CODE}"
        rows = data.load(PLAIN).split("test").rows.numpy()[:3].astype("<u4").tobytes()
        headers = RAW | {"accept": "*/*"}
        answer = ready(
            lambda: client.post("/api/maps/table", params=query, content=rows, headers=headers)
        )

    head, *lines = csv.reader(io.StringIO(answer.text))
    assert head == ["row", "x", "y", "squared_error"]
    assert len(lines) == 3


def test_the_pictures_come_in_the_order_asked_for(map_client: TestClient) -> None:
    digits = data.load()
    rows = digits.rows.numpy()[[7, 1, 7]].astype("<u4").tobytes()
    answer = map_client.post("/api/maps/pictures", content=rows, headers=RAW)

    expected = digits.images[[7, 1, 7]].numpy()
    np.testing.assert_array_equal(load(answer.content)["digits"], expected)


@pytest.mark.parametrize("body", [b"", b"abc", np.array([10**8], "<u4").tobytes()])
def test_row_ids_that_are_none_are_refused(map_client: TestClient, body: bytes) -> None:
    answer = map_client.post("/api/maps/selection", content=body, headers=RAW)

    assert answer.status_code == 422
    assert answer.json()["error"].endswith(".")
