"""Routes for files that other programs open."""

import io
import zipfile

import numpy as np
import onnxruntime
import pandas as pd
import pytest
from safetensors.numpy import load
from starlette.testclient import TestClient

from core import data
from core.checkpoints.pool import pool
from core.inference import encodings
from tests.unit.api.routes.ready import ready
from tests.unit.api.support import refused
from tests.unit.maps.planes import PLANE

ANY = {"accept": "*/*"}
CONTENTS = {"map": f"bottleneck:{PLANE}", "models": [PLANE]}


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
