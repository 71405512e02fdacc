"""How many files one visitor, and all of them together, may import in an hour."""

import pytest

from core.api.bounds.rates import ALL_IMPORTS, IMPORTS, import_problem, rates


@pytest.fixture(autouse=True)
def fresh() -> None:
    rates.cache_clear()


def test_imports_of_one_visitor_have_a_rate() -> None:
    answers = [import_problem("browser a") for _ in range(IMPORTS.amount + 40)]

    assert answers[: IMPORTS.amount] == IMPORTS.amount * [""]
    assert all("You have imported many files: wait" in text for text in answers[IMPORTS.amount :])
    assert import_problem("browser b") == ""


def test_imports_of_all_visitors_have_a_rate() -> None:
    answers = [import_problem(f"browser {number}") for number in range(ALL_IMPORTS.amount + 40)]

    assert answers[: ALL_IMPORTS.amount] == ALL_IMPORTS.amount * [""]
    refused = answers[ALL_IMPORTS.amount :]
    assert all("Everybody here has imported many files: wait" in text for text in refused)
