"""Tables for pandas."""

import io

import numpy as np
import pandas as pd
import pytest

from core import data
from core.exports import Contents, gather
from core.exports.tables import csv_table, parquet_table
from core.inference import encodings
from tests.unit.exports.worlds import PLANE, SET

CONTENTS = Contents(dataset=SET, map=f"bottleneck:{PLANE}")


@pytest.mark.parametrize("write", [csv_table, parquet_table])
def test_pandas_reads_the_tables_without_loss(write, tmp_path) -> None:
    collection = gather(CONTENTS)
    is_csv = write is csv_table
    read = (pd.read_csv if is_csv else pd.read_parquet)(io.BytesIO(write(collection)))
    latents = encodings.latents(PLANE, SET, "test")
    assert read["row"].tolist() == data.load(SET).split("test").rows.tolist()
    if is_csv:
        vectors = read[["vector_0", "vector_1"]].to_numpy(np.float32)
    else:
        vectors = np.stack(read["vector"].tolist())
        assert read["label"].tolist() == data.load(SET).split("test").labels.tolist()
    np.testing.assert_array_equal(vectors, latents)
    np.testing.assert_array_equal(read["x"].to_numpy(np.float32), latents[:, 0])
