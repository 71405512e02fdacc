"""A table of vectors from columns or arrays: the likeliest, or the chosen ones."""

import numpy as np
import pytest

from core.checkpoints.foreign.vectors.table import (
    as_vectors,
    table_of_arrays,
    table_of_columns,
)
from core.errors import CheckpointError

Z = np.random.default_rng(0).normal(size=(7, 5)).astype(np.float32)


def test_columns_that_are_not_used_are_named() -> None:
    columns = {f"z_{at}": Z[:, at] for at in range(5)}
    table = table_of_columns("TSV", "v.tsv", columns, ["label"], None)
    assert table.source == "z_0 to z_4"
    assert table.left_out == ("label",)
    np.testing.assert_array_equal(table.numbers, Z)


def test_one_of_several_arrays_can_be_chosen() -> None:
    arrays = {"embeddings": Z, "other": -Z}
    assert table_of_arrays("npz", "v.npz", arrays, None).options == ("embeddings", "other")
    np.testing.assert_array_equal(table_of_arrays("npz", "v.npz", arrays, "other").numbers, -Z)


def test_text_is_no_table_of_vectors() -> None:
    with pytest.raises(CheckpointError, match="has text and no table of numbers"):
        as_vectors("v.npy", np.array([["a", "b"]]))
