"""Collections as CSV and Parquet."""

import io
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from core.exports.collection import Collection

HUGGING_FACE = b"huggingface"
"""Key of the schema's metadata under which the tools of Hugging Face keep the types."""


def csv_table(held: Collection) -> bytes:
    """CSV with the names in the first line (RFC 4180): the columns, then a column per number."""
    columns = {name: pa.array(values) for name, values in held.columns.items()}
    for at, numbers in enumerate(np.ascontiguousarray(held.vectors.T)):
        columns[f"vector_{at}"] = pa.array(numbers)
    stream = io.BytesIO()
    pa.csv.write_csv(pa.table(columns), stream)
    return stream.getvalue()


def parquet_table(held: Collection) -> bytes:
    """Parquet: the columns, ``label`` as a number, and ``vector`` as a list of float32."""
    return write_parquet(table(held))


def table(held: Collection) -> pa.Table:
    """The columns of `parquet_table`; the schema's metadata names the classes."""
    columns = {name: pa.array(values) for name, values in held.columns.items()}
    features: dict[str, Any] = {}
    if held.labels is not None:
        columns["label"] = pa.array(held.labels)
        features["label"] = {"_type": "ClassLabel", "names": list(held.dataset.classes)}
    size = held.vectors.shape[1]
    flat = pa.array(np.ascontiguousarray(held.vectors).reshape(-1))
    columns["vector"] = pa.FixedSizeListArray.from_arrays(flat, size)
    about = {"dataset": held.dataset.title, "vector": held.vectors_title}
    return pa.table(columns).replace_schema_metadata(
        {b"latent_lab": json.dumps(about).encode(), HUGGING_FACE: features_json(features)}
    )


def features_json(features: dict[str, Any]) -> bytes:
    """Types of columns as the tools of Hugging Face write them."""
    return json.dumps({"info": {"features": features}}).encode()


def write_parquet(columns: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    stream = io.BytesIO()
    pa.parquet.write_table(columns, stream, compression="zstd")
    return stream.getvalue()
