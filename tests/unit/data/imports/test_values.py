"""Pixels of any range become 8 bits."""

from pathlib import Path

import numpy as np
import pytest

from core.data.imports import Choices, understand
from core.errors import DataError
from tests.unit.data.imports.files import digits, npy, written

IMAGES, _ = digits(60)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (IMAGES, (0, 255)),
        (IMAGES / 255, (0, 1)),
        (IMAGES / 127.5 - 1, (-1, 1)),
        (IMAGES > 127, (0, 1)),
        (IMAGES // 16, (0, 16)),
        (IMAGES.astype(np.uint16) * 257, (0, 65_535)),
        (IMAGES.astype(np.float32) * 300, (0, 76_500)),
    ],
    ids=["bytes", "0 to 1", "-1 to 1", "bits", "0 to 16", "16 bits", "other"],
)
def test_the_range_of_values_is_recognised(tmp_path: Path, values, expected) -> None:
    [path] = written(tmp_path, {"pictures.npy": npy(values)})
    seen = understand(path)
    assert seen.value_range == expected
    assert seen.samples.min() == 0
    assert seen.samples.max() >= 239
    chosen = understand(path, Choices(value_range=(0, 1000)))
    assert chosen.value_range == (0, 1000)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_pixels_that_are_no_numbers_are_refused(tmp_path: Path, value: float) -> None:
    broken = IMAGES.astype(float)
    broken[30, 3, 3] = value
    [path] = written(tmp_path, {"pictures.npy": npy(broken)})
    with pytest.raises(DataError, match="pixels that are infinite or not a number"):
        understand(path)
