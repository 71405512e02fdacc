"""A drawing is right if the networks read the digit that was meant."""

import pytest

from core.rooms.drawing import Drawing
from tests.unit.rooms.readings import reading


@pytest.mark.parametrize(
    ("meant", "read", "is_digit", "is_right"),
    [(7, 7, True, True), (7, 1, True, False), (7, 7, False, False)],
)
def test_a_drawing_is_right_if_it_is_read_as_meant(
    meant: int, read: int, is_digit: bool, is_right: bool
) -> None:
    assert Drawing(1, meant, reading(read, is_digit=is_digit)).is_right is is_right
