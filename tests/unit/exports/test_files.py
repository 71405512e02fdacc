"""Each kind of file, opened by the reader of the program that it is for."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet
import pytest
from PIL import Image
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.plugins import base_plugin
from tensorboard.plugins.projector.projector_plugin import ProjectorPlugin
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from core import data
from core.errors import ExportError
from core.exports import Contents, gather, library, projector
from core.exports.atlas import atlas_table
from core.exports.projector import projector_folder
from core.exports.tables import csv_table, parquet_table
from core.inference import encodings
from core.settings import settings
from core.storage.cache import if_kept
from tests.unit.exports.worlds import thumbnail

SET, PLANE = "digits-8x8", "ae-conv-2-8x8"
CONTENTS = Contents(dataset=SET, map=f"bottleneck:{PLANE}")


@pytest.mark.parametrize("write", [csv_table, parquet_table])
def test_pandas_reads_the_tables_without_loss(write, tmp_path) -> None:
    held = gather(CONTENTS)
    is_csv = write is csv_table
    read = (pd.read_csv if is_csv else pd.read_parquet)(io.BytesIO(write(held)))
    latents = encodings.latents(PLANE, SET, "test")
    assert read["row"].tolist() == data.load(SET).split("test").rows.tolist()
    if is_csv:
        vectors = read[["vector_0", "vector_1"]].to_numpy(np.float32)
    else:
        vectors = np.stack(read["vector"].tolist())
        assert read["label"].tolist() == data.load(SET).split("test").labels.tolist()
    np.testing.assert_array_equal(vectors, latents)
    np.testing.assert_array_equal(read["x"].to_numpy(np.float32), latents[:, 0])


def plugin_of(folder: Path) -> Client:
    """TensorBoard's own projector over a folder."""
    multiplexer = plugin_event_multiplexer.EventMultiplexer()
    context = base_plugin.TBContext(
        logdir=str(folder),
        multiplexer=multiplexer,
        data_provider=data_provider.MultiplexerDataProvider(multiplexer, str(folder)),
    )
    apps = ProjectorPlugin(context).get_plugin_apps()

    @Request.application
    def app(request: Request):
        return Response.from_app(apps[request.path], request.environ)

    return Client(app)


def test_tensorboard_shows_thumbnail_i_at_row_i(colours, tmp_path) -> None:
    held = gather(Contents(dataset="colours", split="all"))
    zipfile.ZipFile(io.BytesIO(projector_folder(held, "run"))).extractall(tmp_path)
    client = plugin_of(tmp_path / "run")

    (run,) = json.loads(client.get("/runs").data)
    info = json.loads(client.get("/info", query_string={"run": run}).data)
    (embedding,) = info["embeddings"]
    query = {"run": run, "name": embedding["tensorName"]}
    tensor = np.frombuffer(client.get("/tensor", query_string=query).data, np.float32)
    np.testing.assert_allclose(tensor.reshape(len(held), -1), held.vectors, rtol=1e-6)

    lines = client.get("/metadata", query_string=query).data.decode().rstrip("\n").split("\n")
    header, *rows = [line.split("\t") for line in lines]
    assert ("class" in header) == bool(colours.classes)
    at = header.index("row")
    assert [int(row[at]) for row in rows] == held.rows.tolist()
    assert {len(row) for row in rows} == {len(header)}

    sprite = np.asarray(
        Image.open(io.BytesIO(client.get("/sprite_image", query_string=query).data))
    )
    width, height = embedding["sprite"]["singleImageDim"]
    assert sprite.shape[0] // height == sprite.shape[1] // width
    for place in range(len(held)):
        np.testing.assert_array_equal(
            thumbnail(sprite, place, height, width), held.images[place].transpose(1, 2, 0)
        )


def test_more_pictures_than_the_sprite_holds_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(projector, "MAX_SIDE", 80)
    with pytest.raises(ExportError, match="at most 100"):
        projector_folder(gather(CONTENTS), "run")


def test_the_atlas_has_pictures_vectors_and_the_nearest_rows(colours) -> None:
    held = gather(Contents(dataset="colours", split="all"))
    content = atlas_table(held)
    read = pd.read_parquet(io.BytesIO(content))
    for place, cell in enumerate(read["image"]):
        pixels = np.asarray(Image.open(io.BytesIO(cell["bytes"])))
        np.testing.assert_array_equal(pixels, held.images[place].transpose(1, 2, 0))
    distances = np.linalg.norm(held.vectors[:, None] - held.vectors[None], axis=2)
    for place, cell in enumerate(read["neighbors"]):
        assert cell["ids"][0] == place
        order = np.argsort(distances[place], kind="stable")[:15]
        np.testing.assert_array_equal(cell["ids"], order)
        np.testing.assert_allclose(cell["distances"], distances[place][order], atol=1e-4)
    schema = pyarrow.parquet.read_schema(io.BytesIO(content))
    features = json.loads(schema.metadata[b"huggingface"])["info"]["features"]
    assert features["image"] == {"_type": "Image"}
    if colours.classes:
        assert features["label"]["names"] == list(colours.classes)
    else:
        assert "label" not in features


@pytest.mark.parametrize("kind", library.KINDS)
def test_a_file_is_written_once_and_then_kept(kind) -> None:
    contents = Contents(dataset=SET, rows=(1437, 1440))
    path = library.pictures_file(contents, kind)
    before = path.stat().st_ino
    assert path.parent == settings().cache / "exports"
    assert if_kept(lambda: library.pictures_file(contents, kind)) == path
    assert path.stat().st_ino == before


def test_a_file_that_is_not_kept_is_left_to_the_queue() -> None:
    assert (
        if_kept(lambda: library.pictures_file(Contents(dataset=SET, rows=(1490,)), "csv")) is None
    )


def test_the_sheet_has_the_selected_pictures_in_row_order() -> None:
    path = library.pictures_file(Contents(dataset=SET, rows=(1500, 1437)), "sheet")
    pixels = np.asarray(Image.open(path))
    expected = data.load(SET).images.numpy()[[1437, 1500]]
    np.testing.assert_array_equal(pixels, np.hstack(list(expected)))


def test_names_of_files_are_plain() -> None:
    contents = Contents(dataset=SET, rows=(1437,), map=f"bottleneck:{PLANE}")
    assert library.stem(contents) == "latent-lab-digits-8x8-selected-ae-conv-2-8x8"
