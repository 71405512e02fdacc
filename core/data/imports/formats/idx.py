"""IDX, the format of MNIST: a header with type and shape, then the numbers, big-endian.

The format is described at the end of the MNIST page by LeCun, Cortes and Burges (1998).
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.imports.bundle import Bundle, Item
from core.data.imports.choices import Choices
from core.data.imports.formats.arrays import read_rows
from core.data.imports.formats.pairing import NamedArray, pair
from core.data.imports.source import Source
from core.errors import DataError

TYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def open_source(items: Sequence[Item], bundle: Bundle, choices: Choices) -> Source:
    """The pictures of IDX files with their labels, found by their names and shapes."""
    return pair([_array(item) for item in items], "IDX", choices)


def _array(item: Item) -> NamedArray:
    with item.open() as file:
        head = file.read(4)
        dtype, dimensions = np.dtype(TYPES[head[2]]), head[3]
        sizes = file.read(4 * dimensions)
    if len(sizes) < 4 * dimensions:
        raise DataError(f"{item.name} is cut short: download or save it again.")
    shape = struct.unpack(f">{dimensions}I", sizes)

    def rows(count: int) -> Iterator[NDArray[Any]]:
        with item.open() as file:
            file.read(4 + 4 * dimensions)
            yield from read_rows(file, item.name, shape, dtype, count)

    return NamedArray(item.name, shape, dtype, rows)
