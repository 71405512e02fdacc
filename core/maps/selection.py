"""Selected images, by row id: class counts, mean image, a sheet of all."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data import Dataset, lookup
from core.errors import DataError

Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Summary:
    """Class counts and mean image of a selection."""

    count: int
    """Number of distinct images."""
    per_class: tuple[int, ...]
    """Number of images of each class."""
    mean: NDArray[np.float32]
    """Mean image: float32 (H, W) in [0, 1]; (3, H, W) for colour images."""


def positions(dataset: Dataset, rows: Rows) -> NDArray[np.int64]:
    """Positions of the selected images in the data set, each once, ascending: int64 (n,).

    Raises DataError if nothing is selected or a row is not in the data set.
    """
    if len(rows) == 0:
        raise DataError("No pictures are selected: draw a lasso around some points.")
    return lookup.positions(dataset, np.unique(rows))


def summarise(dataset: Dataset, rows: Rows) -> Summary:
    """Summary of the images with these row ids; raises what `positions` raises."""
    places = positions(dataset, rows)
    labels = dataset.labels.numpy()[places]
    # In slices, because all images as floats would take 440 MB.
    total = np.zeros(dataset.images.shape[1:], np.float64)
    images = dataset.images.numpy()
    for start in range(0, len(places), 4096):
        total += images[places[start : start + 4096]].sum(axis=0, dtype=np.float64)
    counts = np.bincount(labels, minlength=len(dataset.classes))
    mean = (total / len(places) / 255).astype(np.float32)
    return Summary(len(places), tuple(counts.tolist()), mean)


def sheet(dataset: Dataset, rows: Rows) -> NDArray[np.uint8]:
    """One image of all selected ones in row order, as square as possible.

    uint8 (rows · H, columns · W), or (1, 3, …) in colour; unused cells are black.
    """
    places = positions(dataset, rows)
    columns = math.ceil(math.sqrt(len(places)))
    lines = math.ceil(len(places) / columns)
    channels, height, width = dataset.shape
    cells = np.zeros((lines * columns, channels, height, width), np.uint8)
    cells[: len(places)] = dataset.images.numpy()[places].reshape(-1, channels, height, width)
    tiles = cells.reshape(lines, columns, channels, height, width).transpose(2, 0, 3, 1, 4)
    whole = tiles.reshape(channels, lines * height, columns * width)
    return whole[0] if channels == 1 else whole[None]
