"""Ways to look at a picture: as it is, turned, in parts."""

import io

import numpy as np
import pytest
from PIL import Image

from benchmarks.digit_cases import cases
from benchmarks.reading import measure
from core.data import load
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


@pytest.mark.parametrize("is_judged", [True, False])
@pytest.mark.parametrize(("count", "is_cut"), [(200, False), (203, True)])
def test_a_page_says_so_only_if_it_has_more_marks_than_are_shown(
    count: int, is_cut: bool, is_judged: bool
) -> None:
    judge = detector()
    assert judge is not None
    digits = load("mnist").split("test").images.numpy()
    page = np.full((16 * 40, 14 * 40), 255, np.uint8)
    for place in range(count):
        row, column = divmod(place, 14)
        page[40 * row + 6 : 40 * row + 34, 40 * column + 6 : 40 * column + 34] -= digits[place]
    file = io.BytesIO()
    Image.fromarray(page).save(file, "PNG")

    prepared = prepare_file(file.getvalue(), judge.confidences if is_judged else None)

    assert any("More than 200 marks" in notice for notice in prepared.notices) == is_cut
    assert len(prepared.digits) == 200
