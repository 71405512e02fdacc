"""Rooms are found by their code only, are few, and end when nobody uses them."""

import pytest

from core.errors import RoomError
from core.rooms import codes, registry
from core.rooms.registry import IDLE_S, Rooms
from tests.unit.rooms.readings import GROUND, READER, Clock, reading


def test_a_room_is_found_by_its_code_as_people_type_it() -> None:
    rooms = Rooms()
    room = rooms.open(READER, GROUND)

    assert rooms.find(codes.in_halves(room.code).upper()) is room
    assert rooms.find(codes.new()) is None
    assert rooms.find("") is None


def test_two_idle_hours_end_a_room_however_often_somebody_looks() -> None:
    clock = Clock()
    rooms = Rooms(clock)
    room = rooms.open(READER, GROUND)
    phone = room.enter()

    for _ in range(4):
        clock.now += IDLE_S / 4 - 1
        assert rooms.find(room.code) is room
        room.knows(phone)
    clock.now += 5

    assert rooms.find(room.code) is None
    assert not room.is_open


def test_a_drawing_keeps_a_room_open() -> None:
    clock = Clock()
    rooms = Rooms(clock)
    room = rooms.open(READER, GROUND)
    clock.now += IDLE_S - 1
    room.land("a" * 16, 7, reading())
    clock.now += IDLE_S - 1

    assert rooms.find(room.code) is room


def test_only_so_many_rooms_are_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MAX_ROOMS", 2)
    clock = Clock()
    rooms = Rooms(clock)
    first = rooms.open(READER, GROUND)
    rooms.open(READER, GROUND)
    with pytest.raises(RoomError, match="close one"):
        rooms.open(READER, GROUND)

    rooms.close(first)
    rooms.open(READER, GROUND)
    clock.now += IDLE_S

    assert len(rooms) == 0
