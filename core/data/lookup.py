"""Images by row id, by class, or at random within a class."""

import random

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.data import Dataset
from core.errors import DataError

WITHOUT_CLASSES = 10  # examples of a data set without classes


def positions(dataset: Dataset, rows: ArrayLike) -> NDArray[np.int64]:
    """Positions of the images with these row ids: int64 with the shape of ``rows``.

    Raises DataError for a row id that the data set does not have.
    """
    row_ids, query = dataset.rows.numpy(), np.asarray(rows, np.int64)
    if len(row_ids) == 0 and len(query):
        raise DataError(f"{dataset.title} has no images: choose another data set.")
    places = (query - row_ids[:1]).clip(0, len(row_ids) - 1)  # correct unless rows are missing
    if (row_ids[places] != query).any():
        order = np.argsort(row_ids)
        places = order[np.searchsorted(row_ids, query, sorter=order).clip(0, len(row_ids) - 1)]
        missing = query[row_ids[places] != query]
        if len(missing):
            raise DataError(
                f"{dataset.title} has no row {missing[0]}: choose one from {row_ids.min()} to "
                f"{row_ids.max()}"
                + (", of which this sample has only some." if dataset.is_sample else ".")
            )
    return places


def position(dataset: Dataset, row: int) -> int:
    """Position of the image with this row id; DataError if the data set does not have it."""
    return int(positions(dataset, [row])[0])


def label(dataset: Dataset, row: int) -> int:
    """Class of the image with this row id, an index into ``dataset.classes``."""
    return int(dataset.labels[position(dataset, row)])


def description(dataset: Dataset, row: int) -> str:
    """Text for the image with this row id: its class name, or its row if there are no classes."""
    return dataset.classes[label(dataset, row)] if dataset.classes else f"row {row}"


def class_rows(dataset: Dataset, index: int | None = None) -> list[int]:
    """Row ids of the images of a class, or of all images if None, in the order of the data set."""
    rows = dataset.rows if index is None else dataset.rows[dataset.labels == index]
    return rows.tolist()


def first_of_each_class(dataset: Dataset) -> NDArray[np.int64]:
    """Positions of the first image of each class, ascending: int64, one per class with images.

    If there are no classes, positions of the first `WITHOUT_CLASSES` images.
    """
    if not dataset.classes:
        return np.arange(min(WITHOUT_CLASSES, len(dataset)), dtype=np.int64)
    _, first = np.unique(dataset.labels.numpy(), return_index=True)
    return np.sort(first).astype(np.int64)


def random_row(dataset: Dataset, index: int | None, current: int | None) -> int:
    """Row id of a random image of a class, other than the current one if possible.

    The draw has no seed because the screen shows its result, the row, and can set it. Raises
    DataError if the class has no image.
    """
    rows = class_rows(dataset, index)
    if not rows:
        raise DataError(f"{dataset.title} has no image of that class: choose another class.")
    return random.choice([row for row in rows if row != current] or rows)
