"""The detector calls digits digits, and says why it doubts what is none."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.images.nondigits import examples
from core.images.nondigits.doubt import Detector, detector
from core.text.numbers import percent
from tests.unit.images.pictures import chosen_digits

Pixels = NDArray[np.uint8]


@pytest.fixture(scope="module")
def shipped() -> Detector:
    result = detector()
    if result is None:
        pytest.skip("the store has no detector")
    return result


def test_at_most_one_digit_in_a_hundred_is_doubted(shipped: Detector) -> None:
    opinions = shipped.opinions(chosen_digits()[0])

    assert sum(opinion.verdict != "digit" for opinion in opinions) <= 0.015 * len(opinions)


def test_most_pictures_that_are_no_digits_are_called_none(shipped: Detector) -> None:
    others, kinds = examples.make(250, *chosen_digits(), seed=77)

    opinions = shipped.opinions(others)

    assert set(kinds) == set(examples.KINDS)
    assert np.mean([opinion.verdict == "none" for opinion in opinions]) > 0.85


def test_a_verdict_is_a_short_text_with_its_figures(shipped: Detector) -> None:
    digits, labels = chosen_digits()
    opinions = shipped.opinions(digits[:20])
    star = examples.make(400, digits, labels, seed=3)
    stars = star[0][[kind == "stars" for kind in star[1]]]

    none = shipped.opinions(stars)[0]

    assert [opinion.text for opinion in opinions][:5] == [str(label) for label in labels[:5]]
    assert none.text == f"not a digit, closest is {none.digit}"
    assert none.confidence < 0.5
    assert len(none.reasons) == 4
    assert all(reason.endswith(".") for reason in none.reasons)


def test_two_likely_classes_are_both_named(shipped: Detector) -> None:
    probabilities = np.zeros(10, np.float32)
    probabilities[[7, 1]] = 0.55, 0.44

    opinion = shipped._opinion(probabilities, 0.9, None, 3.0, 4.0)

    assert (opinion.verdict, opinion.text) == ("doubt", "7 or 1?")


def test_what_is_beside_a_digit_counts_and_is_named(shipped: Detector) -> None:
    digit = chosen_digits()[0][:1]

    alone, refused = (shipped.opinions(digit, [beside])[0] for beside in (None, 0.3))

    assert (alone.verdict, refused.verdict) == ("digit", "none")
    assert refused.confidence == 0.3
    assert f"By itself it would be one with {percent(alone.confidence)};" in refused.reasons[-1]
    assert len(refused.reasons) == len(alone.reasons) + 1


def test_a_mark_that_only_its_page_makes_a_digit_is_in_doubt(shipped: Detector) -> None:
    stars, kinds = examples.make(400, *chosen_digits(), seed=3)
    star = stars[[kind == "stars" for kind in kinds]][:1]

    alone, believed = (shipped.opinions(star, [beside])[0] for beside in (None, 0.8))

    assert alone.verdict == "none"
    assert believed.verdict == "doubt"
    assert believed.text.endswith("?")


def test_one_by_one_gives_what_all_together_give(shipped: Detector) -> None:
    digits = chosen_digits()[0][:6]

    together = shipped.confidences(digits)

    alone = np.concatenate([shipped.confidences(digit[None]) for digit in digits])
    np.testing.assert_allclose(together, alone, atol=1e-4)
