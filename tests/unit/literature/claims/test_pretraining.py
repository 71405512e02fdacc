"""The difference of two cases, as worked by hand."""

import pytest

from core.literature.claims import pretraining


def test_the_difference_of_two_cases():
    difference = pretraining._difference((0.90, 0.92, 0.94), (0.93, 0.92, 0.96))
    assert difference.value == pytest.approx(0.05 / 3)
    assert "+1.67 ± 1.53 points, from +0.00 to +3.00, case 2 better in 2" in difference.note
