"""Rates count per visitor and over a sliding window."""

from limits import RateLimitItemPerMinute

from core.api.bounds.rates import (
    ADDRESS_FACTOR,
    ALL_IMPORTS,
    IMPORTS,
    Rates,
    count_import,
    slow_calls,
    uploads,
)
from core.settings import settings
from tests.counts import Tried

RATE = RateLimitItemPerMinute(10, namespace="test")


def test_imports_of_one_visitor_have_a_rate(tried: Tried) -> None:
    answers = [count_import("browser a") for _ in range(IMPORTS.amount + 40)]

    assert answers[: IMPORTS.amount] == IMPORTS.amount * [""]
    assert all(
        "You have imported too many files: wait" in text for text in answers[IMPORTS.amount :]
    )
    assert count_import("browser b") == ""
    tried(len(answers))


def test_imports_of_all_visitors_have_a_rate(tried: Tried) -> None:
    answers = [count_import(f"browser {number}") for number in range(ALL_IMPORTS.amount + 40)]

    assert answers[: ALL_IMPORTS.amount] == ALL_IMPORTS.amount * [""]
    refused = answers[ALL_IMPORTS.amount :]
    assert all("Too many files have been imported here: wait" in text for text in refused)
    tried(len(answers))


def test_what_is_above_the_rate_waits_and_counts_nothing() -> None:
    own = Rates()

    assert own.wait_s(RATE, "a", 8) == 0
    assert 1 <= own.wait_s(RATE, "a", 8) <= 60
    assert own.wait_s(RATE, "a", 2) == 0  # the refused 8 were not counted
    assert own.is_spent(RATE, "a")


def test_visitors_and_rates_have_counts_of_their_own() -> None:
    own, other = Rates(), RateLimitItemPerMinute(10, namespace="other")
    own.wait_s(RATE, "a", 10)

    assert not own.is_spent(RATE, "b")
    assert not own.is_spent(other, "a")


def test_a_question_counts_nothing() -> None:
    own = Rates()

    assert not any(own.is_spent(RATE, "a") for _ in range(20))


def test_an_address_has_a_multiple_of_the_operators_bound() -> None:
    for rate, bound in (
        (slow_calls, settings().visitor_ms),
        (uploads, settings().visitor_upload_mb),
    ):
        assert rate().amount == bound
        assert rate(ADDRESS_FACTOR).amount == ADDRESS_FACTOR * bound
