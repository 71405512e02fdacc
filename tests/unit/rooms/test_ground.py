"""The map on which drawings land."""

from core.rooms import reading
from core.rooms.ground import ground


def test_the_map_names_each_class_where_its_digits_are() -> None:
    shown = ground(reading.choose().map)

    assert [name for name, *_ in shown.names] == [str(digit) for digit in range(10)]
    assert all(0 <= x <= 1 and 0 <= y <= 1 for _, x, y, _ in shown.names)
    assert shown.points.startswith(b"\x89PNG")
    assert shown.count == 10_000
