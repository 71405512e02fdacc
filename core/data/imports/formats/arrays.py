"""NumPy's .npy and .npz: arrays by name, read a few rows at a time, and never unpickled."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from core.data.imports.bundle import MIB, Bundle, Item
from core.data.imports.choices import Choices
from core.data.imports.formats.pairing import NamedArray, pair
from core.data.imports.source import Source
from core.errors import DataError
from core.settings import settings
from core.storage.npy import Header, read_header

_WHOLE_BYTES = 256 * MIB  # of an array in Fortran's order, which cannot be read in pieces


def open_source(items: Sequence[Item], bundle: Bundle, choices: Choices) -> Source:
    """The pictures among the arrays with their labels, found by their names and shapes."""
    kind = "npz" if any(".npz" in item.name.lower() for item in items) else "npy"
    return pair([_array(item) for item in items], kind, choices)


def read_rows(
    file: BinaryIO, name: str, shape: tuple[int, ...], dtype: np.dtype[Any], count: int
) -> Iterator[NDArray[Any]]:
    """The rows of an array from an open file, ``count`` at a time.

    Raises DataError if the file ends early.
    """
    row = math.prod(shape[1:])
    for start in range(0, shape[0], count):
        number = min(count, shape[0] - start)
        size = number * row * dtype.itemsize
        data = _read(file, size)
        if len(data) < size:
            raise DataError(
                f"{name} is cut short: it has pictures or labels for fewer than the {shape[0]:,} "
                "it states; download or save it again."
            )
        yield np.frombuffer(data, dtype).reshape(number, *shape[1:])


def _read(file: BinaryIO, size: int) -> bytearray:
    """Read at most ``size`` bytes; allocate memory only for bytes that the file has."""
    data = bytearray()
    while part := file.read(min(size - len(data), 16 * MIB)):
        data += part
    return data


def _array(item: Item) -> NamedArray:
    with item.open() as file:
        shape, is_fortran, dtype = _header(file, item.name)
    name = item.name.removesuffix(".npy")

    def rows(count: int) -> Iterator[NDArray[Any]]:
        with item.open() as file:
            _header(file, item.name)
            if not is_fortran or len(shape) < 2:
                yield from read_rows(file, name, shape, dtype, count)
                return
            [flat] = read_rows(file, name, (1, math.prod(shape)), dtype, 1)
            whole = flat.reshape(shape[::-1]).T
            for start in range(0, shape[0], count):
                yield np.ascontiguousarray(whole[start : start + count])

    if is_fortran and math.prod(shape) * dtype.itemsize > _WHOLE_BYTES:
        raise DataError(
            f"{name} is stored in Fortran order and too large to transpose: save it again as "
            "np.ascontiguousarray(array)."
        )
    return NamedArray(name, shape, dtype, rows)


def _header(file: BinaryIO, name: str) -> Header:
    header = read_header(file, name, DataError)
    shape, _, dtype = header
    # Each side as well, because a side of 0 makes the product 0, whatever the others are.
    most = settings().import_mb * MIB
    if dtype.itemsize * math.prod(shape) > most or not all(0 <= side <= most for side in shape):
        raise DataError(
            f"{name} has the shape {shape}, more than the {settings().import_mb:,} MiB that one "
            "data set may have: add fewer pictures, or raise LATENT_LAB_IMPORT_MB."
        )
    return header
