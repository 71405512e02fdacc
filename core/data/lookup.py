"""Choosing one digit: by its row, at random within a class, or because a model fails on it."""

import random

from core.data import Dataset
from core.errors import DataError


def position(dataset: Dataset, row: int) -> int:
    """Where the image with this row id is in the data set; `DataError` if it is not there."""
    # Where no row is missing, its place follows from its number: no search.
    guess = row - int(dataset.rows[0]) if len(dataset) else -1
    if 0 <= guess < len(dataset) and int(dataset.rows[guess]) == row:
        return guess
    found = (dataset.rows == row).nonzero().flatten()
    if len(found) == 0:
        low, high = int(dataset.rows[0]), int(dataset.rows[-1])
        raise DataError(
            f"{dataset.title} has no row {row}: choose one from {low} to {high}"
            + (", of which this sample holds only some." if dataset.is_sample else ".")
        )
    return int(found[0])


def label(dataset: Dataset, row: int) -> int:
    """The class of the image with this row id, an index into ``dataset.classes``."""
    return int(dataset.labels[position(dataset, row)])


def rows_of(dataset: Dataset, wanted: int | None = None) -> list[int]:
    """Row ids of the images of a class, or of all, in the order of the set."""
    rows = dataset.rows if wanted is None else dataset.rows[dataset.labels == wanted]
    return rows.tolist()


def another_row(dataset: Dataset, wanted: int | None, current: int | None) -> int:
    """A row of the class drawn at random, other than the current one where there is another.

    The draw is not seeded: its result, the row, is what a screen shows and lets people set.
    """
    rows = rows_of(dataset, wanted)
    if not rows:
        raise DataError(f"{dataset.title} holds no image of that class: choose another class.")
    return random.choice([row for row in rows if row != current] or rows)
