"""Routes for files that other programs open."""

import io
import zipfile
from collections.abc import Iterator

import numpy as np
import onnxruntime
import pandas as pd
import pytest
from safetensors.numpy import load
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core import data
from core.api.routes.exports import ENDPOINTS
from core.checkpoints.pool import pool
from core.evaluation import duplicates, mislabelled
from core.inference import encodings
from core.settings import PROJECT
from tests.stores import store_at
from tests.unit.api.routes.ready import ready
from tests.unit.api.support import refused
from tests.unit.maps.planes import PLANE

ANY = {"accept": "*/*"}
MODEL = "dae-dense-32-8x8"
CONTENTS = {"map": f"bottleneck:{PLANE}", "models": [PLANE]}


@pytest.fixture
def client_of_digits() -> Iterator[TestClient]:
    """The routes of exports over the shipped checkpoints, whatever store another test has."""
    with store_at(PROJECT / "checkpoints"):
        yield TestClient(Starlette(routes=[endpoint.route() for endpoint in ENDPOINTS]))


def pictures(client: TestClient, **values):
    return ready(lambda: client.post("/api/exports/pictures", json=values, headers=ANY))


def test_the_table_of_a_selection(map_client: TestClient) -> None:
    rows = data.load().split("test").rows.numpy()[[8, 2]].tolist()
    answer = pictures(map_client, kind="csv", rows=rows, **CONTENTS)
    assert answer.headers["content-type"].startswith("text/csv")
    name = answer.headers["content-disposition"]
    assert name == f'attachment; filename="latent-lab-mnist-2-selected-{PLANE}.csv"'
    table = pd.read_csv(io.StringIO(answer.text))
    latents = encodings.latents(PLANE, "mnist", "test")[[2, 8]]
    assert table["row"].tolist() == sorted(rows)
    np.testing.assert_array_equal(table[["x", "y"]].to_numpy(np.float32), latents)


def test_a_file_that_is_kept_comes_at_once_and_in_full(map_client: TestClient) -> None:
    values = {"kind": "parquet", "rows": [60001, 60005], **CONTENTS}
    first = pictures(map_client, **values)
    again = map_client.post("/api/exports/pictures", json=values, headers=ANY)
    assert again.status_code == 200
    assert again.content == first.content
    assert len(again.content) == int(again.headers["content-length"])


def test_the_notebook_cell_is_text(map_client: TestClient) -> None:
    answer = pictures(map_client, kind="notebook", **CONTENTS)
    assert "gather(" in answer.text
    assert PLANE in answer.text


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "exe"},
        {"kind": "csv", "rows": []},
        {"kind": "csv", "rows": [10**8]},
        {"kind": "csv", "map": "bottleneck:nobody"},
        {"kind": "csv", "vectors": "nobody"},
        {"kind": "notebook", "vectors": "nobody"},
        {"kind": "csv", "models": ["a", "b", "c", "d", "e"]},
        {"kind": "csv", "study": {"settings": {"clusters": 0}}},
        {"kind": "csv", "study": {"dataset": "digits-8x8"}},
        {"kind": "csv", "study": {"settings": {"clusters": 77}}},
    ],
)
def test_what_cannot_be_saved_is_refused(map_client: TestClient, values) -> None:
    refused(pictures(map_client, **values), 422)


def listed(client: TestClient, path: str, **query):
    where = {"dataset": "digits-8x8", **query}
    return ready(lambda: client.get(f"/api/exports/{path}", params=where, headers=ANY))


def test_the_list_of_likely_mislabelled_pictures(client_of_digits: TestClient) -> None:
    answer = listed(client_of_digits, "mislabelled", model=MODEL, method="knn", seed=3)
    assert answer.headers["content-type"].startswith("text/csv")
    name = answer.headers["content-disposition"]
    assert name == f'attachment; filename="latent-lab-mislabelled-digits-8x8-test-{MODEL}.csv"'
    judgement = mislabelled.judge(MODEL, "digits-8x8", "test", "knn", 3)
    table = pd.read_csv(io.StringIO(answer.text))
    assert table["row"].tolist() == judgement.rows[judgement.suspects()].tolist()


def test_the_list_of_near_duplicates(client_of_digits: TestClient) -> None:
    answer = listed(client_of_digits, "duplicates", kind="parquet", threshold=1.2)
    assert answer.headers["content-type"] == "application/vnd.apache.parquet"
    pairs = duplicates.nearest("digits-8x8", "test", None).pairs(1.2)
    assert len(pd.read_parquet(io.BytesIO(answer.content))) == len(pairs) > 0
    of_latents = listed(client_of_digits, "duplicates", model=MODEL).text
    assert of_latents.splitlines()[0] == '"row","class","other_row","other_class","distance"'


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("mislabelled", {}),
        ("mislabelled", {"model": "nobody"}),
        ("mislabelled", {"model": "ae-conv-2"}),  # its pictures have 28×28 pixels
        ("mislabelled", {"model": MODEL, "method": "guess"}),
        ("mislabelled", {"model": MODEL, "seed": -1}),
        ("duplicates", {"kind": "exe"}),
        ("duplicates", {"model": "nobody"}),
        ("duplicates", {"threshold": "nan"}),
        ("duplicates", {"threshold": -1}),
    ],
)
def test_a_list_that_cannot_be_had_is_refused(client_of_digits, path, query) -> None:
    refused(listed(client_of_digits, path, **query), 422)


def test_the_checkpoint_itself_and_its_folder(map_client: TestClient) -> None:
    query = {"name": PLANE, "form": "safetensors"}
    answer = map_client.get("/api/exports/checkpoint", params=query, headers=ANY)
    assert answer.content == pool().store.entry(PLANE).path.read_bytes()

    def call():
        query["form"] = "folder"
        return map_client.get("/api/exports/checkpoint", params=query, headers=ANY)

    folder = zipfile.ZipFile(io.BytesIO(ready(call).content))
    assert set(folder.namelist()) == {
        f"{PLANE}/{file}" for file in ("README.md", "config.json", "model.safetensors")
    }
    assert load(folder.read(f"{PLANE}/model.safetensors"))


@pytest.mark.slow
def test_the_graphs_of_a_checkpoint(map_client: TestClient) -> None:
    query = {"name": PLANE, "form": "onnx"}
    answer = ready(lambda: map_client.get("/api/exports/checkpoint", params=query, headers=ANY))
    folder = zipfile.ZipFile(io.BytesIO(answer.content))
    session = onnxruntime.InferenceSession(folder.read(f"{PLANE}/{PLANE}-encoder.onnx"))
    x = data.to_float(data.load().images[60000:60003]).numpy()
    np.testing.assert_allclose(
        np.asarray(session.run(None, {"picture": x})[0]),
        encodings.latents(PLANE, "mnist", "test")[:3],
        atol=1e-5,
    )


def test_an_unknown_checkpoint_is_not_found(map_client: TestClient) -> None:
    query = {"name": "nobody", "form": "onnx"}
    refused(map_client.get("/api/exports/checkpoint", params=query, headers=ANY), 404)
