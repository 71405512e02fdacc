"""Collections as Parquet for embedding-atlas and for readers of Hugging Face's image columns.

https://apple.github.io/embedding-atlas/tool.html
"""

import io
import os
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from PIL import Image

from core.errors import ExportError
from core.exports.collection import Collection
from core.exports.tables import HUGGING_FACE, features_json, table, write_parquet
from core.inference.caller import stop_if_gone
from core.inference.progress import OnProgress, ignore_progress
from core.maps.methods.umap import nearest
from core.settings import settings

NEIGHBOURS = 15
"""Nearest neighbours per picture, itself included, as many as embedding-atlas computes."""


def atlas_table(collection: Collection, on_progress: OnProgress = ignore_progress) -> bytes:
    """Parquet with PNG pictures, vectors, and the nearest neighbours of each by their vectors.

    ``neighbors`` has positions in this table from 0, not row ids. Raises ExportError if a vector is
    not finite.
    """
    count = min(NEIGHBOURS, len(collection))
    if not np.isfinite(collection.vectors).all():
        raise ExportError(
            f"The {collection.vectors_title} are not all numbers, so no picture has neighbours: "
            "choose another network."
        )

    def on_share(share: float) -> None:
        stop_if_gone()
        on_progress(round(share * len(collection)), len(collection))

    jobs = settings().threads or os.cpu_count() or 1
    rows, distances = nearest(collection.vectors, count, jobs, on_share)
    columns = table(collection)
    names = [f"{row}.png" for row in collection.rows.tolist()]
    pictures = pa.StructArray.from_arrays(
        [pa.array([_png(image) for image in collection.images], pa.binary()), pa.array(names)],
        names=["bytes", "path"],
    )
    neighbours = pa.StructArray.from_arrays(
        [pa.array(list(rows), pa.list_(pa.int64())), pa.array(list(distances))],
        names=["ids", "distances"],
    )
    metadata = dict(columns.schema.metadata)
    whole = columns.append_column("image", pictures).append_column("neighbors", neighbours)
    features: dict[str, dict[str, Any]] = {"image": {"_type": "Image"}}
    if collection.labels is not None:
        features["label"] = {"_type": "ClassLabel", "names": list(collection.dataset.classes)}
    metadata[HUGGING_FACE] = features_json(features)
    return write_parquet(whole.replace_schema_metadata(metadata))


def _png(image: NDArray[np.uint8]) -> bytes:
    """One picture, (H, W) or (3, H, W), as a PNG file."""
    stream = io.BytesIO()
    pixels = image.transpose(1, 2, 0) if image.ndim == 3 else image
    Image.fromarray(pixels).save(stream, "PNG", compress_level=1)
    return stream.getvalue()
