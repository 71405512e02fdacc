"""Table of vectors: the likeliest of several arrays or columns, checked and bounded in size."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.checkpoints.card import excerpt
from core.checkpoints.foreign.vectors.columns import ROW_NAMES, rank, sort_columns
from core.errors import CheckpointError
from models.config import MAX_PARAMETERS
from models.vector_table import MAX_WIDTH, MIN_WIDTH

SPARE_COLUMNS = 64  # columns allowed beside the vector


Numbers = NDArray[np.float32]


_NOT_NUMBERS = "{name} has {what} and no table of numbers: save one row of numbers per picture."


@dataclass(frozen=True, eq=False)
class Table:
    """The vectors of a file in its order."""

    format: str
    """Format of the file, such as ``npy``."""
    numbers: Numbers
    """float32 (N, d), finite."""
    source: str
    """Which array or which columns these are; empty if the file has nothing else."""
    rows: NDArray[np.int64] | None
    """int64 (N,), row ids of the data set; None if the file has none."""
    left_out: tuple[str, ...]
    """Names of columns or arrays that were not used."""
    options: tuple[str, ...]
    """Names of the arrays or columns that could be the vectors; the first is used."""


def table_of_arrays(
    kind: str, name: str, arrays: Mapping[str, NDArray[np.generic]], choice: str | None
) -> Table:
    """The likeliest of several arrays, or the chosen one, and the row ids beside it."""
    fitting = [
        key for key, array in arrays.items() if array.ndim >= 2 and array.dtype.kind in "iuf"
    ]
    if not fitting:
        what = ", ".join(f"{excerpt(key)} {array.shape}" for key, array in arrays.items())
        raise CheckpointError(_NOT_NUMBERS.format(name=name, what=what[:200] or "no arrays"))
    # Pictures are integers with more axes; vectors are fractions with two.
    order = sorted(
        fitting,
        key=lambda key: (rank(key), arrays[key].ndim, arrays[key].dtype.kind != "f"),
    )
    if choice in order:
        order = [choice, *(key for key in order if key != choice)]
    likeliest = order[0]
    row = next((key for key in arrays if key.lower() in ROW_NAMES and arrays[key].ndim == 1), None)
    numbers = as_vectors(f"{excerpt(likeliest)} in {name}", arrays[likeliest])
    rest = tuple(key for key in arrays if key not in (likeliest, row))
    rows = None if row is None else _row_ids(name, arrays[row], len(numbers))
    return Table(kind, numbers, likeliest, rows, rest, tuple(order) if len(order) > 1 else ())


def table_of_columns(
    kind: str,
    name: str,
    numeric: Mapping[str, NDArray[np.generic]],
    other: list[str],
    choice: str | None,
) -> Table:
    """The likeliest of several columns, or the chosen ones, and the row ids beside them."""
    columns = sort_columns(list(numeric), other, choice)
    if not columns.vector:
        what = f"columns of text ({', '.join(other[:3])})" if other else "too few columns"
        raise CheckpointError(_NOT_NUMBERS.format(name=name, what=what))
    if len(columns.vector) > MAX_WIDTH:
        raise too_wide(name, len(columns.vector))
    numbers = np.column_stack([numeric[key] for key in columns.vector])
    ids = None if columns.row is None else _row_ids(name, numeric[columns.row], len(numbers))
    first, last = columns.vector[0], columns.vector[-1]
    options = columns.options if len(columns.options) > 1 else ()
    return Table(kind, as_vectors(name, numbers), f"{first} to {last}", ids, columns.rest, options)


def as_vectors(name: str, array: NDArray[np.generic]) -> Numbers:
    """An array as float32 (N, d), finite; CheckpointError with one sentence for any other."""
    if array.dtype.kind not in "iuf":
        what = {"b": "true and false", "c": "complex numbers"}.get(array.dtype.kind, "text")
        raise CheckpointError(_NOT_NUMBERS.format(name=name, what=what))
    if array.ndim > 2 and np.prod(array.shape[2:]) == 1:  # such as (N, d, 1, 1)
        array = array.reshape(array.shape[:2])
    if array.ndim != 2 or array.shape[1] < MIN_WIDTH or not len(array):
        raise CheckpointError(
            f"{name} has the shape {array.shape}: save one row per picture with at least "
            f"{MIN_WIDTH} numbers, as (pictures, numbers)."
        )
    if array.shape[1] > MAX_WIDTH:
        raise too_wide(name, array.shape[1])
    if array.size > MAX_PARAMETERS:
        raise too_large(name, 4 * array.size)
    with np.errstate(over="ignore"):
        numbers = np.ascontiguousarray(array, np.float32)
    bad = ~np.isfinite(numbers)
    if bad.any():
        row, column = np.argwhere(bad)[0]
        raise CheckpointError(
            f"{name} has {int(bad.sum()):,} values that are not finite, the first in row "
            f"{row:,}, column {column:,} (counted from 0): replace them, or leave their column out."
        )
    return numbers


def _row_ids(name: str, values: NDArray[np.generic], count: int) -> NDArray[np.int64]:
    if len(values) != count or not np.issubdtype(values.dtype, np.integer):
        raise CheckpointError(
            f"{name} has a column of row numbers that are not one whole number per vector: leave "
            "that column out, or correct it."
        )
    return values.astype(np.int64)


def too_wide(name: str, count: int) -> CheckpointError:
    """Error for a file with too many numbers per picture."""
    return CheckpointError(
        f"{name} has {count:,} numbers per picture, more than the {MAX_WIDTH:,} allowed: reduce "
        "them first, such as by PCA."
    )


def too_large(name: str, size: int) -> CheckpointError:
    """Error for a file whose numbers would take too much memory; ``size`` is in bytes."""
    return CheckpointError(
        f"{name} would take {size / 2**20:,.0f} MiB of numbers, more than the "
        f"{4 * MAX_PARAMETERS / 2**20:,.0f} allowed: save fewer numbers per picture, such as by "
        "PCA."
    )
