"""Digits in parts become one where the whole reads much better."""

import numpy as np
import pytest

from core.images.digits.candidates import Candidate, Judge
from core.images.digits.joining import join_broken
from core.images.digits.pieces import Box, Piece

WEAK, SURE = 0.1, 0.9


def candidate(label: int, box: Box, confidence: float = WEAK) -> Candidate:
    return Candidate(box, ink(box), box.height * box.width, (label,), confidence=confidence)


def piece(label: int, box: Box) -> Piece:
    return Piece(box, (label,), box.height * box.width)


def ink(box: Box) -> np.ndarray:
    return np.ones((box.height, box.width), np.float32)


def cut(whole: Piece) -> Candidate:
    return Candidate(whole.box, ink(whole.box), whole.area, whole.labels)


def judge_of(good: Box) -> Judge:
    """Sure of ink in the shape of a box, as the models see it."""
    tall = good.height > good.width
    share = min(good.height, good.width) / max(good.height, good.width)

    def judge(images: np.ndarray) -> np.ndarray:
        sure = []
        for image in images:
            rows, columns = ((image > 40).any(axis).sum() for axis in (1, 0))
            same = (rows > columns) == tall
            sure.append(same and abs(min(rows, columns) / max(rows, columns) - share) < 0.08)
        return np.where(sure, SURE, WEAK).astype(np.float32)

    return judge


UPPER, LOWER = Box(0, 20, 0, 24), Box(22, 46, 2, 24)
LEFT, RIGHT = Box(0, 40, 0, 10), Box(2, 40, 14, 22)
BODY, BAR = Box(0, 40, 0, 20), Box(1, 5, 22, 40)


@pytest.mark.parametrize(("one", "two"), [(UPPER, LOWER), (LEFT, RIGHT)])
def test_parts_above_or_beside_each_other_become_one(one: Box, two: Box) -> None:
    parts = [candidate(1, one), candidate(2, two)]
    pieces = [piece(1, one), piece(2, two)]

    (whole,) = join_broken(parts, pieces, cut, judge_of(one.join(two)))

    assert whole.box == one.join(two)
    assert sorted(whole.labels) == [1, 2]
    assert whole.confidence == np.float32(SURE)


def test_a_low_piece_beside_a_digit_is_added_to_it() -> None:
    pieces = [piece(1, BODY), piece(2, BAR), piece(3, Box(0, 4, 200, 220))]

    (whole,) = join_broken([candidate(1, BODY)], pieces, cut, judge_of(BODY.join(BAR)))

    assert sorted(whole.labels) == [1, 2]


def test_digits_that_read_well_or_no_better_together_stay_apart() -> None:
    pieces = [piece(1, LEFT), piece(2, RIGHT)]
    sure = [candidate(1, LEFT, SURE), candidate(2, RIGHT, SURE)]
    weak = [candidate(1, LEFT), candidate(2, RIGHT)]

    assert join_broken(sure, pieces, cut, judge_of(LEFT.join(RIGHT))) == sure
    assert join_broken(weak, pieces, cut, judge_of(Box(0, 1, 0, 60))) == weak


def test_half_a_digit_that_reads_as_another_is_joined_if_the_whole_reads_surely() -> None:
    short = Box(2, 22, 14, 22)
    parts = [candidate(1, LEFT, 0.7), candidate(2, short, 0.7)]
    pieces = [piece(1, LEFT), piece(2, short)]

    (whole,) = join_broken(parts, pieces, cut, judge_of(LEFT.join(short)))

    assert whole.box == LEFT.join(short)
    assert join_broken(parts, pieces, cut, judge_of(Box(0, 1, 0, 60))) == parts
