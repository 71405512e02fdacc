"""How a CSV file is written is told from its first lines."""

import pytest

from core.data.imports.formats import dialect
from core.errors import DataError


@pytest.mark.parametrize("delimiter", dialect.DELIMITERS)
def test_the_delimiter_cuts_every_line_into_as_many_cells(delimiter: str) -> None:
    lines = [delimiter.join(["1", "2,5" if delimiter == ";" else "2", "3"]) for _ in range(3)]

    assert dialect.delimiter_of(lines) == delimiter
    assert [len(row) for row in dialect.cells_of(lines, delimiter)] == [3, 3, 3]


def test_quoted_cells_may_hold_the_delimiter() -> None:
    assert dialect.cells_of(['"a, b", 2'], ",") == [["a, b", "2"]]


def test_lines_that_are_not_csv_are_refused() -> None:
    with pytest.raises(DataError, match="save the file again"):
        dialect.cells_of(["a" * 200_000], ",")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [(b"\xff\xfe1\x00", "utf-16"), (b"\xfe\xff\x001", "utf-16"), (b"1,2", "utf-8-sig")],
)
def test_the_byte_order_mark_gives_the_encoding(head: bytes, encoding: str) -> None:
    assert dialect.encoding_of(head) == encoding


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["label", "pixel0"], ["3", "0"]], True),
        ([["3", "0"], ["4", "255"]], False),
        ([["cat", "0"], ["dog", "0"]], False),
        ([["label", *map(str, range(64))], ["3", *["0"] * 64]], True),
        ([[str(at) for at in range(65)], ["0"] * 65], True),
    ],
)
def test_a_header_is_text_above_numbers_or_counts_columns(
    rows: list[list[str]], header: bool
) -> None:
    assert dialect.is_header(rows) is header


def test_columns_without_a_fitting_header_are_numbered() -> None:
    assert dialect.column_names(["label", ""], 2) == ("label", "2")
    assert dialect.column_names(["label"], 3) == ("1", "2", "3")


def test_an_index_column_counts_up_under_no_name() -> None:
    counting = [["5", "0"], ["6", "0"], ["7", "0"]]

    assert dialect.index_column(["", "pixel"], counting, True) == 0
    assert dialect.index_column(["label", "pixel"], counting, True) is None
    assert dialect.index_column(["", "pixel"], counting, False) is None
    assert dialect.index_column(["", "pixel"], [["1", "0"], ["1", "0"], ["2", "0"]], True) is None
