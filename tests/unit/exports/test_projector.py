"""The folder of TensorBoard's projector, shown by TensorBoard."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.plugins import base_plugin
from tensorboard.plugins.projector.projector_plugin import ProjectorPlugin
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from core.errors import ExportError
from core.exports import Contents, gather, projector
from core.exports.projector import projector_folder
from tests.unit.exports.worlds import PLANE, SET, thumbnail

CONTENTS = Contents(dataset=SET, map=f"bottleneck:{PLANE}")


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
    collection = gather(Contents(dataset="colours", split="all"))
    zipfile.ZipFile(io.BytesIO(projector_folder(collection, "run"))).extractall(tmp_path)
    client = plugin_of(tmp_path / "run")

    (run,) = json.loads(client.get("/runs").data)
    info = json.loads(client.get("/info", query_string={"run": run}).data)
    (embedding,) = info["embeddings"]
    query = {"run": run, "name": embedding["tensorName"]}
    tensor = np.frombuffer(client.get("/tensor", query_string=query).data, np.float32)
    np.testing.assert_allclose(tensor.reshape(len(collection), -1), collection.vectors, rtol=1e-6)

    lines = client.get("/metadata", query_string=query).data.decode().rstrip("\n").split("\n")
    header, *rows = [line.split("\t") for line in lines]
    assert ("class" in header) == bool(colours.classes)
    at = header.index("row")
    assert [int(row[at]) for row in rows] == collection.rows.tolist()
    assert {len(row) for row in rows} == {len(header)}

    sprite = np.asarray(
        Image.open(io.BytesIO(client.get("/sprite_image", query_string=query).data))
    )
    width, height = embedding["sprite"]["singleImageDim"]
    assert sprite.shape[0] // height == sprite.shape[1] // width
    for place in range(len(collection)):
        np.testing.assert_array_equal(
            thumbnail(sprite, place, height, width), collection.images[place].transpose(1, 2, 0)
        )


def test_more_pictures_than_the_sprite_holds_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(projector, "MAX_SIDE", 80)
    with pytest.raises(ExportError, match="at most 100"):
        projector_folder(gather(CONTENTS), "run")
