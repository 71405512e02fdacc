"""Arrays of calls: from lists and from bytes, and what is refused."""

from typing import Any

import numpy as np
import pytest

from core.api.server.numbers import MAX_COUNT, flat_images, table

ROWS = [[0, 0.5], [1, 0.25]]


def test_lists_and_bytes_give_the_same_array() -> None:
    raw = np.array(ROWS, "<f4").tobytes()

    for array in (table(ROWS, 2), table(ROWS, None), table(raw, 2)):
        assert array.dtype == np.float32
        np.testing.assert_array_equal(array, ROWS)


GREY = (1, 2, 2)  # channels, height, width


def test_bytes_of_pixels_are_scaled() -> None:
    np.testing.assert_allclose(table(bytes([0, 51, 255]), 3, "uint8"), [[0, 0.2, 1]])


def test_images_are_flattened_row_by_row() -> None:
    assert flat_images([[[1, 2], [3, 4]]], GREY) == [[1, 2, 3, 4]]
    assert flat_images([[[[1, 2]], [[3, 4]], [[5, 6]]]], (3, 1, 2)) == [[1, 2, 3, 4, 5, 6]]
    assert flat_images(b"raw", GREY) == b"raw"


@pytest.mark.parametrize(
    ("value", "width", "words"),
    [
        ("text", 2, "a list of lists"),
        ([1, 2], 2, "a list of lists"),
        ([[1, 2], [3]], None, "expected 2 numbers in each, and one has 1"),
        ([[]], None, "numbers in each"),
        ([[1, "2"]], 2, "only numbers"),
        ([[1, True]], 2, "only numbers"),
        ([[1, 1e39]], 2, "infinite or not a number"),
        ([[1, 10**400]], 2, "far too large"),
        ([[1, float("nan")]], 2, "infinite or not a number"),
        ([], 2, "expected 1 to"),
        ([[1, 2]] * (MAX_COUNT + 1), 2, f"not {MAX_COUNT + 1}"),
        (b"", 2, "a multiple of 8 bytes"),
        (b"123456789", 2, "a multiple of 8 bytes"),
        (np.array([[1, np.inf]], "<f4").tobytes(), 2, "infinite or not a number"),
        (b"1234", None, "a known width"),
    ],
)
def test_other_values_are_refused_in_one_clause(value: Any, width: int | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        table(value, width)


@pytest.mark.parametrize("value", [[[[1, 2]]], [[[1], [2]]], [1], [[1, 2]]])
def test_images_of_another_size_are_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="expected 2 rows of 2 numbers"):
        flat_images(value, GREY)


def test_too_many_images_are_refused_before_they_are_flattened() -> None:
    with pytest.raises(ValueError, match="at most"):
        flat_images([None] * (MAX_COUNT + 1), GREY)
