"""Which pieces of ink are one digit, and in which order digits are read."""

import itertools

import pytest

from core.images.digits.pieces import Box, Piece, in_order, merge, usual_height


def piece(number: int, top: int, left: int, height: int = 40, width: int = 24) -> Piece:
    return Piece(Box(top, top + height, left, left + width), (number,), height * width)


def labels(pieces: list[Piece]) -> list[tuple[int, ...]]:
    return [tuple(sorted(one.labels)) for one in pieces]


def test_the_usual_height_is_that_of_most_of_the_ink() -> None:
    dots = [piece(number, 0, 0, 3, 3) for number in range(20)]

    assert usual_height([*dots, piece(20, 0, 0), piece(21, 0, 50, 42)]) in (40, 42)
    assert usual_height([]) == 0


def test_the_bar_of_a_five_belongs_to_it() -> None:
    body, bar, other = piece(0, 10, 0), piece(1, 2, 4, 5, 22), piece(2, 5, 60)

    assert sorted(labels(merge([body, bar, other]))) == [(0, 1), (2,)]


def test_digits_beside_or_below_each_other_stay_apart() -> None:
    grid = [piece(10 * y + x, 60 * y, 40 * x) for y in range(3) for x in range(4)]

    assert len(merge(grid)) == 12
    assert sorted(labels(merge(grid))) == [(one.labels[0],) for one in grid]


def test_a_column_of_pieces_does_not_become_one_digit() -> None:
    column = [piece(number, 45 * number, 0) for number in range(6)]

    assert len(merge(column)) == 6


@pytest.mark.parametrize("askew", [-0.1, 0.0, 0.1])
def test_lines_are_read_from_the_top_and_each_from_the_left(askew: float) -> None:
    page = [
        piece(10 * y + x, round(70 * y + askew * 40 * x) + 50, 40 * x)
        for y, x in itertools.product(range(3), range(5))
    ]

    assert [one.labels[0] for one in in_order(page[::-1])] == [one.labels[0] for one in page]


def test_nothing_is_read_in_no_order() -> None:
    assert in_order([]) == []
    assert merge([]) == []
