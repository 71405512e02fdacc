"""Read files of vectors (npy, npz, Parquet, text with tabs or commas) as one table of numbers.

A file is treated as hostile: nothing is unpickled, and sizes are checked before memory is
allocated.
"""

import io
import zipfile
from collections.abc import Callable
from pathlib import PurePath

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
from numpy.typing import NDArray

from core.checkpoints.card import excerpt
from core.checkpoints.foreign.vectors.columns import ROW_NAMES
from core.checkpoints.foreign.vectors.table import (
    SPARE_COLUMNS,
    Table,
    as_vectors,
    table_of_arrays,
    table_of_columns,
    too_large,
    too_wide,
)
from core.errors import CheckpointError
from core.storage.files import MAX_FILE_BYTES
from core.storage.npy import read_header
from models.config import MAX_PARAMETERS
from models.vector_table import MAX_WIDTH

_HEAD_BYTES = 2**18


def read(name: str, data: bytes, choice: str | None = None) -> Table:
    """Read the vectors of a file called ``name``.

    ``choice`` is one of the options of an earlier reading. CheckpointError, with the name of the
    file and the remedy, if it has no vectors of finite numbers.
    """
    kind = PurePath(name).suffix.lower().removeprefix(".")
    if kind not in _READERS:
        raise CheckpointError(
            f"{excerpt(name)} is not a file of vectors: save them as {', '.join(SUFFIXES[:-1])} or "
            f"{SUFFIXES[-1]}."
        )
    if len(data) > MAX_FILE_BYTES:
        raise too_large(name, len(data))
    short = excerpt(PurePath(name).name)
    return _READERS[kind](short, data, choice)


def _read_npy(name: str, data: bytes, _: str | None) -> Table:
    return Table("npy", as_vectors(name, _load_array(name, data)), "", None, (), ())


def _read_npz(name: str, data: bytes, choice: str | None) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if (size := sum(item.file_size for item in archive.infolist())) > MAX_FILE_BYTES:
                raise too_large(name, size)
            members = {
                item.filename.removesuffix(".npy"): archive.read(item)
                for item in archive.infolist()
                if item.filename.endswith(".npy")
            }
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise _damage_error(name) from error
    except Exception as error:
        # Decompressors raise errors of their own.
        if isinstance(error, CheckpointError):
            raise
        raise _damage_error(name) from error
    arrays = {key: _load_array(f"{excerpt(key)} in {name}", raw) for key, raw in members.items()}
    return table_of_arrays("npz", name, arrays, choice)


def _read_parquet(name: str, data: bytes, choice: str | None) -> Table:
    try:
        file = pa.parquet.ParquetFile(io.BytesIO(data))
        about = file.metadata
        values = sum(
            about.row_group(group).column(column).num_values
            for group in range(about.num_row_groups)
            for column in range(about.num_columns)
            if about.row_group(group).column(column).physical_type != "BYTE_ARRAY"
        )
        if values > 2 * MAX_PARAMETERS:
            raise too_large(name, 4 * values)
        if about.num_columns > MAX_WIDTH + SPARE_COLUMNS:
            raise too_wide(name, about.num_columns)
        schema = file.schema_arrow
        lists = [field.name for field in schema if _is_list_of_numbers(field.type)]
        single = [field.name for field in schema if _is_number(field.type)]
        number_columns = [*lists, *single]
        table = file.read(number_columns)
    except CheckpointError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damage_error(name) from error
    other = [field.name for field in schema if field.name not in number_columns]
    if not lists:
        frame = {column: table[column].to_numpy() for column in single}
        return table_of_columns("Parquet", name, frame, other, choice)
    arrays = {
        column: _list_array(f"{excerpt(column)} in {name}", table[column]) for column in lists
    }
    rows = {key: table[key].to_numpy() for key in single if key.lower() in ROW_NAMES}
    likeliest = table_of_arrays("Parquet", name, arrays | rows, choice)
    rest = (*(key for key in single if key not in rows), *other)
    return Table(
        likeliest.format, likeliest.numbers, likeliest.source, likeliest.rows,
        (*likeliest.left_out, *rest), likeliest.options,
    )  # fmt: skip


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _is_list_of_numbers(kind: pa.DataType) -> bool:
    is_list = (
        pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    )
    return bool(is_list) and _is_number(kind.value_type)


def _list_array(name: str, column: pa.ChunkedArray) -> NDArray[np.generic]:
    lengths = pa.compute.unique(pa.compute.list_value_length(column)).to_pylist()
    if len(lengths) != 1 or not lengths[0]:
        raise CheckpointError(
            f"{name} has rows of different lengths: save as many numbers for each picture."
        )
    flat: NDArray[np.generic] = pa.compute.list_flatten(column).to_numpy()
    return flat.reshape(len(column), lengths[0])


def _read_text(name: str, data: bytes, choice: str | None) -> Table:
    head = data[:_HEAD_BYTES].decode("utf-8-sig", "replace").splitlines()
    lines = [line for line in head if line.strip()]
    if not lines:
        raise CheckpointError(f"{name} is empty: choose another file.")
    separator = max("\t,; ", key=lambda mark: len(_cells(lines[0], mark)))
    first = _cells(lines[0], separator)
    if len(first) > MAX_WIDTH + SPARE_COLUMNS:
        raise too_wide(name, len(first))
    texts = [sum(not _is_numeric(cell) for cell in _cells(line, separator)) for line in lines[:2]]
    has_names = texts[0] > (texts[1] if len(lines) > 1 else 0) or texts[0] == len(first)
    try:
        frame = pd.read_csv(
            io.BytesIO(data),
            sep=r"\s+" if separator == " " else separator,
            header=0 if has_names else None,
            encoding="utf-8-sig",
            encoding_errors="replace",
            skipinitialspace=True,
            low_memory=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise CheckpointError(
            f"{name} has other numbers of columns in some lines than in the first: save it again."
        ) from error
    if frame.size > 2 * MAX_PARAMETERS:
        raise too_large(name, 4 * frame.size)
    columns = {str(column): frame[column].to_numpy() for column in frame.columns}
    if not has_names:
        columns = {f"column {at + 1}": values for at, values in enumerate(columns.values())}
    kind = "TSV" if separator == "\t" else "CSV"
    numeric = {key: values for key, values in columns.items() if values.dtype.kind in "iuf"}
    return table_of_columns(
        kind, name, numeric, [key for key in columns if key not in numeric], choice
    )


def _cells(line: str, separator: str) -> list[str]:
    return line.split() if separator == " " else line.split(separator)


def _is_numeric(cell: str) -> bool:
    try:
        float(cell.strip().strip('"'))
    except ValueError:
        return False
    return True


def _load_array(name: str, data: bytes) -> NDArray[np.generic]:
    file = io.BytesIO(data)
    shape, _, dtype = read_header(file, name, CheckpointError)
    if dtype.itemsize * np.prod(shape, dtype=float) > len(data):  # before allocation
        raise _damage_error(name)
    try:
        array: NDArray[np.generic] = np.load(io.BytesIO(data), allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        raise _damage_error(name) from error
    return array


def _damage_error(name: str) -> CheckpointError:
    return CheckpointError(f"{name} is damaged or cut short: save it again.")


_READERS: dict[str, Callable[[str, bytes, str | None], Table]] = {
    "npy": _read_npy,
    "npz": _read_npz,
    "parquet": _read_parquet,
    "tsv": _read_text,
    "csv": _read_text,
}
SUFFIXES = tuple(_READERS)
"""File name extensions that can be read."""
