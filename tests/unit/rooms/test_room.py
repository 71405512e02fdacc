"""A room: drawings land once, the presenter steers, limits hold, nothing of anyone stays."""

import asyncio

import numpy as np
import pytest

from core.errors import RoomError
from core.rooms import room as room_module
from core.rooms.quiz import Quiz
from core.rooms.room import HERE_S, Bell, PausedError
from tests.unit.rooms.readings import Clock, new_room, reading


def question(number: int = 1) -> Quiz:
    return Quiz(number, np.zeros((4, 28, 28), np.uint8), 2, ("4", "9"))


def test_a_drawing_lands_once_however_often_it_is_sent() -> None:
    room = new_room()

    first = room.land("a" * 16, 7, reading())
    again = room.land("a" * 16, 3, reading(3))

    assert again is first
    assert [one.number for one in room.visible_drawings()] == [1]


def test_changes_are_told_in_their_order_and_in_parts() -> None:
    room = new_room()
    for index in range(5):
        room.land(f"{index:016}", index, reading())
    seen = room.version
    room.hide(2)

    assert [one.number for one in room.changed_since(0, 3)] == [1, 3, 4]
    assert [(one.number, one.is_hidden) for one in room.changed_since(seen, 9)] == [(2, True)]


def test_a_hidden_drawing_is_in_no_figure_until_it_is_shown_again() -> None:
    room = new_room()
    room.land("a" * 16, 7, reading(7))
    room.land("b" * 16, 7, reading(1))

    assert (room.summary.count, room.summary.right) == (2, 1)
    room.hide(2)
    assert (room.summary.count, room.summary.right) == (1, 1)
    room.hide(2, is_hidden=False)
    assert room.summary.count == 2
    with pytest.raises(RoomError, match="no drawing 9"):
        room.hide(9)


def test_a_paused_room_takes_no_drawing_but_repeats_its_answers() -> None:
    room = new_room()
    first = room.land("a" * 16, 7, reading())
    room.pause(True)

    assert room.land("a" * 16, 7, reading()) is first
    with pytest.raises(PausedError, match="waits"):
        room.land("b" * 16, 7, reading())
    room.pause(False)
    assert room.land("b" * 16, 7, reading()).number == 2


def test_clearing_begins_a_new_round_and_goes_on_counting() -> None:
    room = new_room()
    room.land("a" * 16, 7, reading())
    before = room.round
    room.clear()

    assert room.round == before + 1
    assert room.summary.count == 0
    assert room.land("b" * 16, 7, reading()).number == 2


def test_a_room_has_at_most_its_number_of_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_module, "MAX_DRAWINGS", 2)
    room = new_room()
    for key in ("a" * 16, "b" * 16):
        room.land(key, 1, reading())

    with pytest.raises(RoomError, match="full"):
        room.land("c" * 16, 1, reading())


def test_a_full_room_takes_a_phone_only_in_place_of_one_that_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room_module, "MAX_PHONES", 2)
    clock = Clock()
    room = new_room(clock)
    gone, stays = room.enter(), room.enter()
    with pytest.raises(RoomError, match="full"):
        room.enter()

    clock.now += HERE_S + 1
    assert room.knows(stays)
    assert room.phones == 1
    room.enter()

    assert not room.knows(gone)
    assert room.knows(stays)


def test_two_hundred_phones_are_in_one_room() -> None:
    room = new_room()
    assert len({room.enter() for _ in range(200)}) == 200
    assert room.phones == 200


def test_a_phone_has_one_vote_and_may_change_its_mind() -> None:
    room = new_room()
    first, second = room.enter(), room.enter()
    room.ask(question())
    room.vote(first, 1, 0)
    room.vote(first, 1, 2)
    room.vote(second, 1, 3)

    assert room.quiz is not None
    assert room.quiz.counts == [0, 0, 1, 1]
    with pytest.raises(RoomError, match="over"):
        room.vote(first, 2, 0)
    room.reveal()
    with pytest.raises(RoomError, match="over"):
        room.vote(first, 1, 0)
    room.end_quiz()
    with pytest.raises(RoomError, match="no question"):
        room.reveal()


def test_only_the_presenter_knows_the_secret() -> None:
    room, other = new_room(), new_room()

    assert room.is_secret(room.secret)
    assert not room.is_secret(other.secret)
    assert not room.is_secret("")
    assert len(room.secret) >= 32


def test_a_closed_room_keeps_nothing() -> None:
    room = new_room()
    phone = room.enter()
    room.land("a" * 16, 7, reading())
    room.ask(question())
    room.close()

    assert not room.is_open
    assert not room.visible_drawings()
    assert room.quiz is None
    assert not room.knows(phone)


def test_a_drawing_says_nothing_of_its_phone() -> None:
    room = new_room()
    phone = room.enter()
    drawing = room.land("a" * 16, 7, reading())

    assert phone not in repr(vars(drawing)) + repr(vars(drawing.reading))


def test_a_bell_wakes_all_who_wait_and_none_who_come_later() -> None:
    async def run() -> tuple[float, float]:
        bell = Bell()
        loop = asyncio.get_running_loop()
        start = loop.time()
        waiting = [asyncio.create_task(bell.wait(30)) for _ in range(3)]
        await asyncio.sleep(0.01)
        bell.ring()
        await asyncio.gather(*waiting)
        woken = loop.time() - start
        await bell.wait(0.05)
        return woken, loop.time() - start - woken

    woken, later = asyncio.run(run())

    assert woken < 10
    assert later >= 0.04
