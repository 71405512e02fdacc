"""The table of Embedding Atlas and of Hugging Face's data sets."""

import io
import json

import numpy as np
import pandas as pd
import pyarrow.parquet
from PIL import Image

from core.exports import Contents, gather
from core.exports.atlas import atlas_table


def test_the_atlas_has_pictures_vectors_and_the_nearest_rows(colours) -> None:
    collection = gather(Contents(dataset="colours", split="all"))
    content = atlas_table(collection)
    read = pd.read_parquet(io.BytesIO(content))
    for place, cell in enumerate(read["image"]):
        pixels = np.asarray(Image.open(io.BytesIO(cell["bytes"])))
        np.testing.assert_array_equal(pixels, collection.images[place].transpose(1, 2, 0))
    distances = np.linalg.norm(collection.vectors[:, None] - collection.vectors[None], axis=2)
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
