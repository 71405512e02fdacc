"""Collections for TensorBoard's embedding projector: a folder, as ZIP.

The sprite has the thumbnails in the order of the rows, so that thumbnail i is that of row i. The
projector finds the number of columns by dividing the sprite's width, and the sprite must be square.

https://www.tensorflow.org/tensorboard/tensorboard_projector_plugin
"""

import io
import json
import math
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray
from PIL import Image

from core.errors import ExportError
from core.exports.collection import Collection

MAX_POINTS = 100_000
"""Most points that the projector loads; of more it draws only a sample."""
MAX_SIDE = 8192
"""Longest side, in pixels, of a sprite that browsers accept as one texture."""

ABOUT = """\
{title}: {count:,} pictures, {vectors}.

Unpack this file and open it with

    tensorboard --logdir {folder}

then choose Projector at the top right.
"""


def projector_folder(collection: Collection, folder: str) -> bytes:
    """ZIP of a folder with the vectors, metadata, sprite and configuration.

    Raises ExportError for more pictures than the projector takes.
    """
    sheet = sprite(collection)
    _, height, width = collection.dataset.shape
    config = CONFIG.format(
        name=json.dumps(collection.vectors_title, ensure_ascii=False), width=width, height=height
    )
    about = ABOUT.format(
        title=collection.dataset.title,
        count=len(collection),
        vectors=collection.vectors_title,
        folder=folder,
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr(f"{folder}/vectors.tsv", _vectors(collection))
        file.writestr(f"{folder}/metadata.tsv", _metadata(collection))
        file.writestr(f"{folder}/sprite.png", _png(sheet))
        file.writestr(f"{folder}/projector_config.pbtxt", config)
        file.writestr(f"{folder}/README.txt", about)
    return stream.getvalue()


CONFIG = """\
embeddings {{
  tensor_name: {name}
  tensor_path: "vectors.tsv"
  metadata_path: "metadata.tsv"
  sprite {{
    image_path: "sprite.png"
    single_image_dim: {width}
    single_image_dim: {height}
  }}
}}
"""


def sprite(collection: Collection) -> NDArray[np.uint8]:
    """All pictures on a square grid, row by row: uint8 (H, W), or in colour (H, W, 3)."""
    channels, height, width = collection.dataset.shape
    side = math.ceil(math.sqrt(len(collection)))
    most = min((MAX_SIDE // max(height, width)) ** 2, MAX_POINTS)
    if len(collection) > most:
        raise ExportError(
            f"TensorBoard's projector takes at most {most:,} pictures of this size, and "
            f"{len(collection):,} are selected: select fewer."
        )
    cells = np.zeros((side * side, channels, height, width), np.uint8)
    cells[: len(collection)] = collection.images.reshape(-1, channels, height, width)
    grid = cells.reshape(side, side, channels, height, width).transpose(0, 3, 1, 4, 2)
    whole = grid.reshape(side * height, side * width, channels)
    return whole[..., 0] if channels == 1 else whole


def _vectors(collection: Collection) -> bytes:
    """Vectors as TSV without a header."""
    columns = [pa.array(numbers) for numbers in np.ascontiguousarray(collection.vectors.T)]
    table = pa.table(columns, names=[str(at) for at in range(len(columns))])
    options = pa.csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none")
    stream = io.BytesIO()
    pa.csv.write_csv(table, stream, options)
    return stream.getvalue()


def _metadata(collection: Collection) -> bytes:
    """Columns as TSV, the class first because the projector labels the points by it."""
    first = [name for name in ("class",) if name in collection.columns]
    names = [*first, *(name for name in collection.columns if name not in first)]
    cells = [[_one_cell(str(value)) for value in collection.columns[name]] for name in names]
    lines = ["\t".join(line) for line in (names, *zip(*cells, strict=True))]
    return ("\n".join(lines) + "\n").encode()


def _one_cell(text: str) -> str:
    # The projector splits lines at tabs and knows no quotes.
    return " ".join(text.split()) or "-"


def _png(pixels: NDArray[np.uint8]) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG", compress_level=1)
    return stream.getvalue()
