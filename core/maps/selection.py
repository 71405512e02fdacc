"""What a handful of digits is, by row id: their classes, their mean, their pictures, a table."""

import csv
import io
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data import Dataset
from core.errors import DataError

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Summary:
    """The digits of a selection."""

    count: int
    """Distinct digits."""
    per_class: tuple[int, ...]
    """How many of each class."""
    mean: NDArray[np.float32]
    """Their mean picture: float32 (28, 28) in [0, 1]."""


def positions(dataset: Dataset, rows: Rows) -> NDArray[np.int64]:
    """Where these rows are in the data set, each once, in the set's order: int64 (n,).

    Raises DataError where there are none, or where a row is not in the data set.
    """
    if len(rows) == 0:
        raise DataError("No digits are selected: draw a lasso around some points.")
    known = dataset.rows.numpy()  # sorted: a row's number is its place in the whole set
    wanted = np.unique(rows)
    places = np.searchsorted(known, wanted)
    there = places < len(known)
    there[there] = known[places[there]] == wanted[there]
    if not there.all():
        raise DataError(
            f"{dataset.title} has no row {wanted[~there][0]}: choose rows from {known[0]} to "
            f"{known[-1]}."
        )
    return places


def summarise(dataset: Dataset, rows: Rows) -> Summary:
    """The digits with these row ids; DataError where there are none."""
    places = positions(dataset, rows)
    labels = dataset.labels.numpy()[places]
    # Summed a slice at a time: all of them as floats would take 440 MB.
    total = np.zeros(dataset.images.shape[1:], np.float64)
    images = dataset.images.numpy()
    for start in range(0, len(places), 4096):
        total += images[places[start : start + 4096]].sum(axis=0, dtype=np.float64)
    counts = np.bincount(labels, minlength=len(dataset.classes))
    mean = (total / len(places) / 255).astype(np.float32)
    return Summary(len(places), tuple(counts.tolist()), mean)


def sheet(dataset: Dataset, rows: Rows) -> NDArray[np.uint8]:
    """All of these digits on one sheet, as square as can be, in the order of their rows.

    uint8 (28 h, 28 w); places left over are black.
    """
    places = positions(dataset, rows)
    columns = math.ceil(math.sqrt(len(places)))
    lines = math.ceil(len(places) / columns)
    side = dataset.images.shape[1]
    cells = np.zeros((lines * columns, side, side), np.uint8)
    cells[: len(places)] = dataset.images.numpy()[places]
    return (
        cells.reshape(lines, columns, side, side)
        .transpose(0, 2, 1, 3)
        .reshape(lines * side, columns * side)
    )


def table(columns: dict[str, NDArray[np.generic] | list[str]]) -> str:
    """Columns of equal length as CSV (RFC 4180), the names in the first line."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    lists = [c if isinstance(c, list) else c.tolist() for c in columns.values()]
    writer.writerows(zip(*lists, strict=True))
    return text.getvalue()
