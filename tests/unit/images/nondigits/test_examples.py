"""Pictures that are no digits."""

import numpy as np

from core.images.nondigits import examples
from tests.unit.images.pictures import chosen_digits


def test_the_same_seed_makes_the_same_non_digits() -> None:
    digits, labels = chosen_digits()

    first, second = (examples.make(40, digits, labels, seed=5)[0] for _ in range(2))

    np.testing.assert_array_equal(first, second)
    assert first.shape == (40, 28, 28)
    assert first.dtype == np.uint8
