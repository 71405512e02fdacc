"""Digits are found and read in pictures of the kinds that people make; others are refused."""

import numpy as np
import pytest

from benchmarks.digit_cases import KINDS, NOTHING, SLOW, cases
from benchmarks.reading import measure, summary
from core.images.nondigits.doubt import detector

SEED = 7


@pytest.fixture(scope="module", autouse=True)
def shipped() -> None:
    if detector() is None:
        pytest.skip("the store has no detector")


@pytest.mark.slow
def test_pictures_of_most_kinds_are_read_whole() -> None:
    kinds = [kind for kind in KINDS if kind not in SLOW]

    done = summary(measure(cases(SEED, 1, kinds)))

    assert done["whole"] >= 0.87, done
    assert done["digits"] >= 0.97, done


@pytest.mark.slow
def test_pictures_of_no_digit_are_refused() -> None:
    done = summary(measure(cases(SEED, 1, list(NOTHING))))

    assert done["refused"] >= 0.9, done


@pytest.mark.parametrize(
    "kind",
    [
        "table cell, 2 of its lines",
        "ruled paper",
        "window with a clear margin",
        "white ink, see-through",
        "dark object in a corner",
        "open 4 of two strokes",
        "16 bits, low contrast",
        "page upside down",
    ],
)
def test_a_picture_of_this_kind_is_read(kind: str) -> None:
    tally = measure(cases(SEED, 2, [kind]))[kind]

    assert tally.right >= 0.75 * tally.digits, tally.wrong


def test_the_same_seed_makes_the_same_pictures() -> None:
    one, two = (list(cases(3, 1, ["ruled paper", "cat"])) for _ in range(2))

    assert [case.file for case in one] == [case.file for case in two]
    assert [case.digits for case in one][1] == ""
    assert np.all([len(case.file) > 100 for case in one])
