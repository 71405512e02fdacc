"""Ways to look at a picture: as it is, turned, in parts."""

import pytest

from benchmarks.digit_cases import cases
from benchmarks.reading import measure
from core.images import prepare_file
from core.images.nondigits.doubt import detector

SEED = 7


@pytest.mark.parametrize("side", ["left", "right"])
def test_digits_above_each_other_may_be_a_page_on_its_side(side: str) -> None:
    kind = f"page on its {side} side"

    tally = measure(cases(1, 2, [kind]))[kind]

    assert tally.whole == tally.pictures, tally.wrong  # one is a tower of four digits


def test_a_turned_page_says_so_and_its_boxes_are_those_of_the_file() -> None:
    case = next(cases(SEED, 1, ["page upside down"]))
    judge = detector()
    assert judge is not None

    prepared = prepare_file(case.file, judge.confidences)

    assert prepared.turns == 2
    assert any("upside down" in notice for notice in prepared.notices)
    lefts = [digit.box[0] for digit in prepared.digits]
    assert lefts == sorted(lefts, reverse=True)
    assert all(0 <= edge <= 1 for digit in prepared.digits for edge in digit.box)
