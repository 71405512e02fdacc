"""CSV: a line per picture, with its pixels and perhaps a label, with or without a header."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.data.imports.bundle import Bundle, Item
from core.data.imports.choices import FIRST, LAST, NONE, Choices
from core.data.imports.formats.dialect import (
    cells_of,
    column_names,
    delimiter_of,
    encoding_of,
    index_column,
    is_header,
    is_number,
)
from core.data.imports.formats.layout import channels_of_row, layout_of
from core.data.imports.formats.pairing import EMNIST_NOTE, split_named, words_of
from core.data.imports.source import (
    Block,
    ChoiceNeeded,
    DamagedFile,
    Part,
    Source,
    block_length,
    training_first,
)
from core.errors import DataError

LABEL_NAMES = ("label", "labels", "class", "target", "y", "digit", "category", "species")
_HEAD_BYTES = 2**20
_HEAD_LINES = 60
_FEWEST_PIXELS = 64


@dataclass(frozen=True)
class _Table:
    """Dialect and columns of a file, from its first lines."""

    item: Item
    encoding: str
    delimiter: str
    has_header: bool
    names: tuple[str, ...]
    """Names of the columns; their numbers from 1 if the file has none."""
    label: int | None
    pixels: tuple[int, ...]
    """Columns of the pixels."""
    line_bytes: float
    notes: tuple[str, ...]


def open_source(items: Sequence[Item], bundle: Bundle, choices: Choices) -> Source:
    """The pictures of CSV files; each is a part, whose split its name may state."""
    tables = [_table(item, choices) for item in items]
    first = tables[0]
    if any((one.names, one.label) != (first.names, first.label) for one in tables):
        raise ChoiceNeeded(
            "The CSV files have different columns: choose one of them.",
            "inside",
            tuple(one.item.name for one in tables),
        )
    label = NONE if first.label is None else first.names[first.label]
    is_swapped = any("emnist" in words_of(item.name) for item in items)
    return Source(
        "CSV",
        training_first([_part(one, choices) for one in tables]),
        label=label,
        label_options=(*dict.fromkeys(_label_options(first)), NONE),
        header=first.has_header,
        transposed=is_swapped,
        notes=(*first.notes, *([EMNIST_NOTE] if is_swapped else [])),
    )


def _label_options(table: _Table) -> list[str]:
    label_names = [] if table.label is None else [table.names[table.label]]
    others = [at for at in range(len(table.names)) if at not in table.pixels]
    return [*label_names, *(table.names[at] for at in others), FIRST, LAST]


def _table(item: Item, choices: Choices) -> _Table:
    with item.open() as file:
        head = file.read(_HEAD_BYTES)
    encoding = encoding_of(head)
    text = head.decode(encoding, "replace")
    lines = [line for line in text.splitlines()[: _HEAD_LINES + 1] if line.strip()]
    if len(head) == _HEAD_BYTES and len(lines) > 2:
        lines = lines[:-1]  # the last one may be incomplete
    if not lines:
        raise DataError(f"{item.name} is empty: choose another file.")
    delimiter = delimiter_of(lines)
    rows = cells_of(lines, delimiter)
    has_header = is_header(rows) if choices.header is None else choices.header
    body = rows[1:] if has_header else rows
    if not body:
        raise DataError(f"{item.name} has names of columns and no pictures: choose another file.")
    count = len(body[0])
    if count < _FEWEST_PIXELS:
        raise DataError(
            f"{item.name} has {count:,} columns, too few for pictures of 8 by 8 pixels: give each "
            "picture one line with all its pixels."
        )
    names = column_names(rows[0] if has_header else [], count)
    is_text = [not is_number(body[0][at]) for at in range(count)]
    notes: list[str] = []
    index = index_column(names, body, has_header)
    if index is not None:
        notes.append("The first column numbers the lines and is left out.")
    rest = [at for at in range(count) if at != index and not is_text[at]]
    texts = [at for at in range(count) if is_text[at]]
    label = _label_column(
        item, names, texts, rest, choices, (encoding, delimiter, has_header), notes
    )
    pixels = tuple(at for at in rest if at != label)
    unused = [names[at] for at in texts if at != label]
    if unused:
        notes.append(f"Columns of text are left out: {', '.join(unused[:5])}.")
    mean = sum(len(line) + 1 for line in lines) / len(lines)
    return _Table(item, encoding, delimiter, has_header, names, label, pixels, mean, tuple(notes))


def _label_column(
    item: Item,
    names: Sequence[str],
    texts: Sequence[int],
    numbers: Sequence[int],
    choices: Choices,
    reading: tuple[str, str, bool],
    notes: list[str],
) -> int | None:
    if choices.label == NONE:
        return None
    if choices.label in (FIRST, LAST):
        return 0 if choices.label == FIRST else len(names) - 1
    if choices.label:
        if choices.label not in names:
            raise DataError(
                f'{item.name} has no column "{choices.label}": choose another label, or none.'
            )
        return names.index(choices.label)
    lower = [name.lower() for name in names]
    for name in LABEL_NAMES:
        if name in lower:
            return lower.index(name)
    if len(texts) == 1:
        return texts[0]
    if len(texts) > 1:
        raise ChoiceNeeded(
            f"{item.name} has several columns of text: choose the one with the labels, or none.",
            "label",
            (*(names[at] for at in texts), NONE),
        )
    if channels_of_row(len(numbers), choices) or not channels_of_row(len(numbers) - 1, choices):
        return None
    # Only the values tell whether the label is the first or the last column.
    ends = (numbers[0], numbers[-1])
    spread = [_evenness(item, at, reading) for at in ends]
    if max(spread) == 0:
        raise ChoiceNeeded(
            f"Neither the first nor the last column of {item.name} looks like labels: choose one, "
            "or none.",
            "label",
            (FIRST, LAST, NONE),
        )
    at = int(spread[1] > spread[0])
    notes.append(
        f"The labels are taken from the {('first', 'last')[at]} column, whose values are spread "
        "like classes; choose the other end if the classes look wrong."
    )
    return ends[at]


def _evenness(item: Item, column: int, reading: tuple[str, str, bool]) -> float:
    """Entropy of a column's values over its maximum, in [0, 1]; 0 if they cannot be labels."""
    seen = [
        chunk.iloc[:, 0].to_numpy() for chunk in _chunks(item, reading, 2**14, usecols=[column])
    ]
    values = np.concatenate(seen)
    if values.dtype.kind not in "iu":
        return 0.0
    _, counts = np.unique(values, return_counts=True)
    if not 2 <= len(counts) <= max(2, len(values) // 2):
        return 0.0
    shares = counts / counts.sum()
    return float(-(shares * np.log(shares)).sum() / np.log(len(counts)))


def _chunks(
    item: Item, reading: tuple[str, str, bool], count: int, **options: Any
) -> Iterator[pd.DataFrame]:
    encoding, delimiter, has_header = reading
    with item.open() as file:
        try:
            yield from pd.read_csv(
                _seekless(file),
                sep=r"\s+" if delimiter == " " else delimiter,
                header=None,
                skiprows=int(has_header),
                chunksize=count,
                encoding=encoding,
                encoding_errors="replace",
                skipinitialspace=True,
                low_memory=False,
                **options,
            )
        except pd.errors.ParserError as error:
            match = re.search(r"line (\d+)", str(error))
            where = f"line {match[1]}" if match else "some lines"
            raise DamagedFile(
                f"{item.name} has other numbers of columns in {where} than in the first: save it "
                "again."
            ) from error
        except pd.errors.EmptyDataError as error:
            raise DataError(f"{item.name} is empty: choose another file.") from error


def _seekless(file: BinaryIO) -> BinaryIO:
    # pandas asks for a name and a position only of files that have them.
    return io.BufferedReader(file) if isinstance(file, io.RawIOBase) else file


def _part(table: _Table, choices: Choices) -> Part:
    count = block_length(len(table.names) * 8)
    reading = (table.encoding, table.delimiter, table.has_header)
    columns = list(table.pixels)
    some = next(_chunks(table.item, reading, 64))
    layout = layout_of((len(columns),), _numbers(some, table, 0), choices, table.item.name)

    def blocks() -> Iterator[Block]:
        row_count = 0
        for chunk in _chunks(table.item, reading, count):
            labels = None if table.label is None else _labels(chunk, table.label)
            yield Block(layout.pictures(_numbers(chunk, table, row_count)), labels)
            row_count += len(chunk)

    split = split_named(words_of(table.item.name))
    return Part(split, max(1, round(table.item.bytes / table.line_bytes)), blocks)


def _labels(chunk: pd.DataFrame, column: int) -> NDArray[Any]:
    values = chunk.iloc[:, column]
    if values.dtype.kind in "iufb":
        return values.to_numpy()
    return values.astype(object).to_numpy()


def _numbers(chunk: pd.DataFrame, table: _Table, row_count: int) -> NDArray[Any]:
    """The pixels of some lines; DataError with the line if one is not a number."""
    if chunk.shape[1] != len(table.names):
        raise DataError(
            f"{table.item.name} has {len(table.names):,} columns in its first line and "
            f"{chunk.shape[1]:,} later: save it again, or say whether it has a header."
        )
    pixels = chunk.iloc[:, list(table.pixels)]
    numbers = pixels.to_numpy()
    if numbers.dtype.kind in "iufb" and (numbers.dtype.kind != "f" or np.isfinite(numbers).all()):
        return numbers
    numeric = pixels.apply(pd.to_numeric, errors="coerce").to_numpy(np.float64)
    wrong = np.argwhere(~np.isfinite(numeric))
    if len(wrong):
        row, column = wrong[0]
        line = row_count + int(row) + 1 + int(table.has_header)
        raise DataError(
            f"{table.item.name} has a missing or non-numeric value in line {line:,}, column "
            f"{table.pixels[int(column)] + 1:,}; a pixel is expected there: correct it, or choose "
            "another label or header."
        )
    return numeric
