"""Claims and their bounds."""

import math

import pytest

from tests.unit.literature.support import claim


@pytest.mark.parametrize(
    ("sense", "bound", "value", "met", "margin"),
    [
        ("at least", 0.92, 0.93, True, 0.01),
        ("at least", 0.92, 0.92, True, 0.0),
        ("at least", 0.92, 0.9199, False, -0.0001),
        ("at most", 13.4, 13.2, True, 0.2),
        ("at most", 13.4, 13.5, False, -0.1),
        ("within", (5, 9), 7.2, True, 1.8),
        ("within", (5, 9), 9.5, False, -0.5),
        ("within", (5, 9), 4.0, False, -1.0),
        ("at least", 0.0, math.nan, False, math.nan),
    ],
)
def test_met_and_by_how_much(sense, bound, value, met, margin):
    one = claim(sense=sense, bound=bound)
    assert one.is_met(value) is met
    assert one.margin(value) == pytest.approx(margin, nan_ok=True)


@pytest.mark.parametrize(
    ("reported", "unit", "text"),
    [
        (None, "share", ""),
        ("about [−7, 7]", "number", "about [−7, 7]"),
        (0.083, "share", "8.3 %"),
        (0.92, "share", "92 %"),
        (6.1, "error", "6.1"),
    ],
)
def test_what_the_source_reports_in_words(reported, unit, text):
    assert claim(reported=reported, unit=unit).reported_text == text


def test_a_range_has_two_ends_and_nothing_else_has():
    with pytest.raises(ValueError, match="it-works: the sense 'within' takes a bound of two ends"):
        claim(sense="within", bound=5.0)
    with pytest.raises(ValueError, match="two ends"):
        claim(sense="at least", bound=(1.0, 2.0))
