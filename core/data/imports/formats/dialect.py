"""How a CSV file is written: its encoding, its delimiter, its header and its index column."""

import csv
from collections.abc import Sequence

import numpy as np

from core.errors import DataError

DELIMITERS = (",", ";", "\t", "|", " ")
INDEX_NAMES = ("", "index", "id", "unnamed: 0")


def encoding_of(head: bytes) -> str:
    """Encoding of a file that begins with these bytes, by its byte order mark."""
    return "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def delimiter_of(lines: Sequence[str]) -> str:
    """The delimiter that gives the most columns, preferably the same number in each line."""

    def score(delimiter: str) -> tuple[bool, int]:
        counts = [len(row) for row in cells_of(lines[:10], delimiter)]
        return min(counts) == max(counts), min(counts)

    return max(DELIMITERS, key=score)


def cells_of(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    """The cells of each line; DataError if the lines are not CSV."""
    if delimiter == " ":
        return [line.split() for line in lines]
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error as error:
        raise DataError(f"The lines are not CSV ({error}): save the file again.") from error


def is_number(cell: str) -> bool:
    """Whether a cell is a number."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def is_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first line holds names: text above numbers, or numbers that count columns."""
    first = rows[0]
    texts = [sum(not is_number(cell) for cell in row) for row in rows[:2]]
    if texts[0] > (texts[1] if len(rows) > 1 else len(first) // 2):
        return True
    numbers = [float(cell) for cell in first[1:] if is_number(cell)]
    return len(numbers) > 16 and bool((np.diff(numbers[:-1]) == 1).all())


def column_names(header: Sequence[str], count: int) -> tuple[str, ...]:
    """The names in the header, or numbers from 1 if it does not fit ``count`` columns."""
    if len(header) == count:
        return tuple(name[:60] or str(at + 1) for at, name in enumerate(header))
    return tuple(str(at + 1) for at in range(count))


def index_column(names: Sequence[str], body: Sequence[Sequence[str]], header: bool) -> int | None:
    """0 if the first column numbers the lines, as pandas writes it; else None."""
    cells = [row[0] for row in body]
    if not header or len(cells) < 3 or not all(is_number(cell) for cell in cells):
        return None
    is_named = names[0].lower() in (*INDEX_NAMES, "1")
    steps = np.diff([float(cell) for cell in cells])
    return 0 if is_named and bool((steps == 1).all()) else None
