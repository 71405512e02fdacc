"""Arrays from nested JSON lists or raw bytes, validated in one pass.

Every function raises ValueError with one clause that says what was expected.
"""

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

MAX_COUNT = 256  # images or vectors per call

Table = NDArray[np.float32]


def table(value: Any, width: int | None, dtype: Literal["float32", "uint8"] = "float32") -> Table:
    """Finite float32 (N, width), from N lists of numbers or from their bytes in row order.

    Bytes can also be uint8, which is scaled to [0, 1]. A width of None accepts any width that all
    rows have; bytes need a width.
    """
    if isinstance(value, bytes):
        if width is None:
            raise ValueError("raw bytes need a known width")
        return _from_bytes(value, width, dtype)
    return _from_lists(value, width)


def flat_images(value: Any, shape: tuple[int, int, int]) -> Any:
    """Nested lists (N, H, W), or (N, 3, H, W) for colours, flattened; other values unchanged.

    ``shape`` is the channels, the height and the width.
    """
    channels, height, width = shape
    if not isinstance(value, list):
        return value
    if len(value) > MAX_COUNT:
        raise ValueError(f"expected at most {MAX_COUNT}, not {len(value):,}")
    for image in value:
        planes = [image] if channels == 1 else image
        if not _has_lengths(planes, (channels, height, width)):
            colours = "" if channels == 1 else f"{channels} times "
            raise ValueError(f"expected {colours}{height} rows of {width} numbers per image")
    return [_flat(image) if channels == 1 else _flat(map(_flat, image)) for image in value]


def _has_lengths(value: Any, lengths: tuple[int, ...]) -> bool:
    """Whether nested lists have these lengths, the outermost first."""
    if not lengths:
        return True
    is_long = isinstance(value, list) and len(value) == lengths[0]
    return is_long and all(_has_lengths(item, lengths[1:]) for item in value)


def _flat(rows: Iterable[list[Any]]) -> list[Any]:
    return [number for row in rows for number in row]


def _from_bytes(value: bytes, width: int, dtype: Literal["float32", "uint8"]) -> Table:
    kind = np.dtype("<f4") if dtype == "float32" else np.dtype("u1")
    size = width * kind.itemsize
    if not value or len(value) % size:
        raise ValueError(
            f"expected a multiple of {size:,} bytes ({width} {dtype} each), not {len(value):,}"
        )
    _check_count(len(value) // size)
    array = np.frombuffer(value, kind).reshape(-1, width)
    if dtype == "uint8":
        return array.astype(np.float32) / np.float32(255)
    return _finite(array.astype(np.float32))


def _from_lists(value: Any, width: int | None) -> Table:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise ValueError("expected a list of lists of numbers")
    _check_count(len(value))
    expected = len(value[0]) if width is None else width
    for row in value:
        if len(row) != expected or not row:
            raise ValueError(f"expected {expected} numbers in each, and one has {len(row):,}")
        if not all(type(number) in (int, float) for number in row):
            raise ValueError("expected only numbers")
    try:
        array = np.array(value, dtype=np.float64)
    except OverflowError as error:
        raise ValueError("expected finite numbers, and one is far too large") from error
    with np.errstate(over="ignore"):  # too large a number becomes infinite, which is refused
        return _finite(array.astype(np.float32))


def _check_count(count: int) -> None:
    if not 1 <= count <= MAX_COUNT:
        raise ValueError(f"expected 1 to {MAX_COUNT}, not {count:,}")


def _finite(array: Table) -> Table:
    if not np.isfinite(array).all():
        raise ValueError("expected finite numbers, and one is infinite or not a number")
    return array
