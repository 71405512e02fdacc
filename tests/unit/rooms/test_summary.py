"""What a room drew, all together, and its file."""

from collections.abc import Sequence

import numpy as np
import pytest

from core.rooms.drawing import Drawing
from core.rooms.summary import ODD, Summary, Tally
from tests.unit.rooms.readings import DRAWINGS, reading


def summarise(drawings: Sequence[Drawing]) -> Summary:
    tally = Tally()
    for drawing in drawings:
        tally.add(drawing)
    return tally.summary()


def test_the_summary_counts_averages_and_ranks() -> None:
    summary = summarise(DRAWINGS)

    assert (summary.count, summary.right) == (3, 1)
    assert summary.counts.tolist() == [1, 0, 0, 0, 0, 0, 0, 2, 0, 0]
    assert np.unique(summary.averages[7]).tolist() == [150]
    assert summary.averages[3].max() == 0
    assert summary.odd == (2, 3, 1)


def test_a_drawing_that_is_removed_counts_no_longer() -> None:
    tally = Tally()
    for drawing in DRAWINGS:
        tally.add(drawing)

    tally.remove(DRAWINGS[1])
    summary, expected = tally.summary(), summarise([DRAWINGS[0], DRAWINGS[2]])

    assert (summary.count, summary.right, summary.odd) == (2, 1, (3, 1))
    assert np.array_equal(summary.averages, expected.averages)
    assert np.array_equal(summary.counts, expected.counts)
    with pytest.raises(ValueError, match="Drawing 2 was not counted"):
        tally.remove(DRAWINGS[1])


def test_only_the_oddest_are_named() -> None:
    many = [Drawing(number, 1, reading(1, error=number)) for number in range(1, 40)]

    assert summarise(many).odd == tuple(range(39, 39 - ODD, -1))


def test_an_empty_room_has_a_summary() -> None:
    summary = summarise([])

    assert (summary.count, summary.right, summary.odd) == (0, 0, ())
    assert summary.averages.shape == (10, 28, 28)
