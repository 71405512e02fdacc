"""Collections and lists as CSV and Parquet."""

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from core.exports.collection import Collection, Column

HUGGING_FACE = b"huggingface"
"""Key of the schema's metadata under which Hugging Face's tools keep the types of columns."""


def csv_table(collection: Collection) -> bytes:
    """CSV with a header line (RFC 4180): the columns, then one column per number of the vectors."""
    columns = _arrays(collection.columns)
    for at, numbers in enumerate(np.ascontiguousarray(collection.vectors.T)):
        columns[f"vector_{at}"] = pa.array(numbers)
    return write_csv(pa.table(columns))


def parquet_table(collection: Collection) -> bytes:
    """Parquet: the columns, ``label`` as a number, and ``vector`` as a list of float32."""
    return write_parquet(table(collection))


def table(collection: Collection) -> pa.Table:
    """The columns of `parquet_table`; the schema's metadata names the classes."""
    columns = _arrays(collection.columns)
    features: dict[str, Any] = {}
    if collection.labels is not None:
        columns["label"] = pa.array(collection.labels)
        features["label"] = {"_type": "ClassLabel", "names": list(collection.dataset.classes)}
    size = collection.vectors.shape[1]
    flat = pa.array(np.ascontiguousarray(collection.vectors).reshape(-1))
    columns["vector"] = pa.FixedSizeListArray.from_arrays(flat, size)
    about = {"dataset": collection.dataset.title, "vector": collection.vectors_title}
    return pa.table(columns).replace_schema_metadata(
        {b"latent_lab": json.dumps(about).encode(), HUGGING_FACE: features_json(features)}
    )


def list_table(columns: Mapping[str, Column]) -> pa.Table:
    """Columns of equal length as a table, which may have no lines."""
    return pa.table(_arrays(columns))


def _arrays(columns: Mapping[str, Column]) -> dict[str, pa.Array]:
    return {
        name: pa.array(values, pa.string() if isinstance(values, list) else None)
        for name, values in columns.items()
    }


def features_json(features: dict[str, Any]) -> bytes:
    """Types of columns as the tools of Hugging Face write them."""
    return json.dumps({"info": {"features": features}}).encode()


def write_csv(columns: pa.Table) -> bytes:
    """A table as the bytes of a CSV file with the names in its first line."""
    stream = io.BytesIO()
    pa.csv.write_csv(columns, stream)
    return stream.getvalue()


def write_parquet(columns: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    stream = io.BytesIO()
    pa.parquet.write_table(columns, stream, compression="zstd")
    return stream.getvalue()
