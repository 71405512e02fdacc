"""Headers of NumPy's files: shape and type of an array before memory is allocated for it."""

import tokenize
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.lib import format as npy

from core.errors import LatentLabError

_LIMIT = 10_000  # characters; NumPy's own bound
# What NumPy raises for a header that is damaged or hostile.
_DAMAGE = (
    ValueError, TypeError, SyntaxError, RecursionError, MemoryError, tokenize.TokenError,
)  # fmt: skip


class Header(NamedTuple):
    """Shape, memory order and type of an array in a file."""

    shape: tuple[int, ...]
    is_fortran: bool
    """Whether the first axis varies fastest in the file."""
    dtype: np.dtype[Any]


def read_header(file: BinaryIO, name: str, error: type[LatentLabError]) -> Header:
    """Read the header of an array and leave ``file`` at its first number.

    Raises ``error``, with the array's ``name`` and the remedy, for a damaged header and for an
    array of Python objects, which only unpickling could read.
    """
    try:
        version = npy.read_magic(file)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        header = Header(*read(file, max_header_size=_LIMIT))
    except _DAMAGE as problem:
        raise error(
            f"{name} is not an array that NumPy saved, or is damaged: save it again with np.save."
        ) from problem
    if header.dtype.hasobject:
        raise error(
            f"{name} holds Python objects, which are never loaded because they can run programs: "
            "save plain numbers with np.save or np.savez."
        )
    return header
