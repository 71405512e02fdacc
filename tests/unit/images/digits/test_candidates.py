"""How sure it is that a mark is a digit."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from core.images import prepare_file
from tests.unit.images.pictures import file_of


def test_a_mark_beside_much_that_is_no_digit_is_believed_less() -> None:
    def believe_bars(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.where(images.astype(float).mean((1, 2)) < 40, 0.8, 0.02).astype(np.float32)

    y, x = np.mgrid[0:200, 0:400]
    bar = (abs(x - 50) < 6) & (abs(y - 100) < 40)
    rings = [abs(np.hypot(x - left, y - 100) - 30) < 6 for left in (150, 250, 350)]

    alone, beside = (
        prepare_file(
            file_of(Image.fromarray(np.where(mask, 0, 255).astype(np.uint8))), believe_bars
        )
        for mask in (bar, np.any([bar, *rings], axis=0))
    )

    assert alone.confidences == pytest.approx([0.8])
    assert len(beside.digits) == 4
    assert all(confidence is not None and confidence < 0.5 for confidence in beside.confidences)
