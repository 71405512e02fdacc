"""Drawings are prepared as on Draw, read together, and placed on the map."""

from pathlib import Path

import numpy as np
import pytest

from core import data
from core.errors import ImageError, RoomError
from core.rooms import reading
from core.rooms.reading import SIDE, Reading
from tests.stores import store_at


def ink(row: int) -> np.ndarray:
    """A test digit as a drawing of `SIDE` pixels."""
    image = data.load("mnist").images[row].numpy()
    return np.pad(image.repeat(4, 0).repeat(4, 1), (SIDE - 4 * 28) // 2)


def test_drawings_are_read_cleaned_placed_and_given_neighbours() -> None:
    rows = [60_000, 60_001, 60_002, 60_003]
    labels = data.load("mnist").labels[rows].tolist()

    results = reading.read(reading.choose(), [ink(row) for row in rows])

    assert all(isinstance(one, Reading) for one in results)
    good = [one for one in results if isinstance(one, Reading)]
    assert [one.digit for one in good] == labels
    assert all(one.is_digit for one in good)
    assert [one.neighbour_digits[0] for one in good] == labels
    for one in good:
        assert one.seen.shape == one.cleaned.shape == (28, 28)
        assert one.neighbours.shape == (5, 28, 28)
        assert 0 <= min(one.place) <= max(one.place) <= 1


def test_a_drawing_lands_in_the_same_place_alone_and_together() -> None:
    reader = reading.choose()
    alone = reading.read(reader, [ink(60_000)])[0]
    together = reading.read(reader, [ink(60_001), ink(60_000)])[1]

    assert isinstance(alone, Reading)
    assert isinstance(together, Reading)
    assert alone.place == pytest.approx(together.place, abs=1e-4)
    assert np.array_equal(alone.seen, together.seen)


def test_an_empty_drawing_does_not_spoil_the_others() -> None:
    empty, good = reading.read(reading.choose(), [np.zeros((SIDE, SIDE), np.uint8), ink(60_000)])

    assert isinstance(empty, ImageError)
    assert isinstance(good, Reading)


def test_a_scribble_is_no_digit() -> None:
    noise = (np.random.default_rng(0).random((SIDE, SIDE)) > 0.5).astype(np.uint8) * 255

    result = reading.read(reading.choose(), [noise])[0]

    assert isinstance(result, Reading)
    assert not result.is_digit
    assert "not a digit" in result.text


def test_an_empty_store_has_no_room(tmp_path: Path) -> None:
    with store_at(tmp_path), pytest.raises(RoomError, match="A room needs"):
        reading.choose()
