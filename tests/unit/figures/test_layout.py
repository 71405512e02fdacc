"""The intermediate layout of a projection."""

import numpy as np

from core import figures


def test_a_sample_of_a_layout_says_of_how_many_digits_it_is() -> None:
    xy = np.arange(6, dtype=np.float32).reshape(3, 2)
    labels = np.array([0, 9, 3], np.uint8)

    sample = figures.layout_so_far(xy, labels, 250, 6000)

    assert (list(sample.data[0].x), list(sample.data[0].y)) == ([0, 2, 4], [1, 3, 5])
    assert figures.alt_text(sample) == (
        "3 of the 6,000 digits after 250 iterations, coloured by class."
    )
    assert figures.alt_text(figures.layout_so_far(xy, labels, 5, 3)).startswith("All 3 digits")
