"""The table of what was tried: each row names a test that exists, and a count that a test wrote."""

import pytest

from tests.counts import TABLE, TESTS, Row, rows

ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.test)
def test_a_row_names_its_test(row: Row) -> None:
    assert f"def {row.function}(" in (TESTS / row.file).read_text(encoding="utf-8")
    assert int(row.times.replace(",", "")) > 0


def test_every_row_names_one() -> None:
    text = TABLE.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    tables = text.count("| --- | --- | --- | --- |")

    assert len(ROWS) == len(lines) - 2 * tables
    assert len({row.test for row in ROWS}) == len(ROWS)
