"""How sure a mark is, given the other marks of its page."""

import numpy as np
import pytest

from core.images.digits.candidates import Candidate
from core.images.digits.context import in_context, prior_log_odds
from core.images.digits.pieces import Box


def mark(confidence: float, tall: int = 30, pen: int = 4, left: int = 0) -> Candidate:
    """An upright bar of so many pixels."""
    ink = np.zeros((tall + 6, pen + 6), np.float32)
    ink[3:-3, 3:-3] = 1
    return Candidate(Box(0, tall, left, left + pen), ink, tall * pen, (1,), confidence)


def test_a_mark_among_many_digits_is_believed_more() -> None:
    page = [mark(0.98) for _ in range(59)]

    weak, clearly_none = in_context([*page, mark(0.4), mark(0.05)])[-2:]

    assert weak.confidence > 0.6
    assert clearly_none.confidence < 0.3


def test_few_other_digits_say_little() -> None:
    confidences = [
        in_context([mark(0.98)] * count + [mark(0.35)])[-1].confidence for count in (1, 3, 15)
    ]

    assert confidences == sorted(confidences)
    assert confidences[0] < 0.45


@pytest.mark.parametrize("other", [mark(0.4, tall=80), mark(0.4, pen=14)], ids=["size", "pen"])
def test_the_digits_say_nothing_of_a_mark_of_another(other: Candidate) -> None:
    page = [mark(0.98) for _ in range(59)]

    assert in_context([*page, other])[-1].confidence == pytest.approx(0.4)


def test_letters_among_digits_count_against_each_other() -> None:
    digits = [mark(0.98) for _ in range(20)]

    few, many = (
        in_context([*digits, *[mark(0.03)] * letters, mark(0.4)])[-1].confidence
        for letters in (1, 15)
    )

    assert many < few
    assert prior_log_odds([*digits, *[mark(0.03)] * 15])[0] == pytest.approx(np.log(20 / 16))


def test_a_mark_whose_page_shows_no_digit_is_believed_less() -> None:
    marks = in_context([mark(0.8), *[mark(0.05)] * 5])

    assert marks[0].confidence < 0.5
    assert (prior_log_odds([mark(0.1)] * 4) == 0).all()


def test_a_mark_alone_stays_as_sure_as_it_is() -> None:
    assert in_context([mark(0.4)])[0].confidence == 0.4


LINE = [mark(0.98, left=80 * place) for place in range(60)]


def test_a_loose_stroke_close_to_a_digit_is_believed_less() -> None:
    sliver = mark(0.88, tall=20, pen=2, left=80 + 8)
    apart = mark(0.88, tall=20, pen=2, left=80 + 40)

    line = in_context([*LINE[:2], sliver, *LINE[2:]])

    assert line[2].confidence < 0.5
    assert line[1].confidence > 0.9  # the digit beside it
    assert in_context([*LINE[:2], apart, *LINE[2:]])[2].confidence >= 0.88


def test_thin_digits_of_close_writing_are_no_loose_strokes() -> None:
    close = [mark(0.9, pen=4 if place % 2 else 12, left=18 * place) for place in range(40)]

    assert all(one.confidence >= 0.9 for one in in_context(close))
