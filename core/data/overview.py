"""Overview of a data set: images per class, duplicates, and a sheet of samples."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.data.library import entry_named, load
from core.settings import settings
from core.storage.cache import cached, content_key

COLUMNS = 12
"""Most samples per row of a sheet."""


@dataclass(frozen=True, eq=False)
class Overview:
    """Counts of a data set, in images."""

    train: NDArray[np.int64]
    """int64 (classes,), training images per class; one number without classes."""
    test: NDArray[np.int64]
    """The same for the test images."""
    shared: int
    """Test images that are also among the training images, pixel for pixel."""
    repeated: int
    """Images that equal an earlier one of the whole set, pixel for pixel."""


def overview(dataset: Dataset) -> Overview:
    """Counts of a whole data set, kept by content key. Equal images are found by their digest."""
    key = content_key(
        version=1, what="overview", data=dataset.fingerprint, train=dataset.train,
        classes=len(dataset.classes),
    )  # fmt: skip

    def compute() -> dict[str, NDArray[np.generic]]:
        labels, number = dataset.labels.numpy(), max(1, len(dataset.classes))
        train, test = np.split(labels, [dataset.train])
        return {
            "train": np.bincount(train, minlength=number).astype(np.int64),
            "test": np.bincount(test, minlength=number).astype(np.int64),
            "twins": np.array(_twins(dataset), np.int64),
        }

    arrays = cached(key, compute)
    shared, repeated = arrays["twins"].tolist()
    return Overview(
        arrays["train"].astype(np.int64, copy=False),
        arrays["test"].astype(np.int64, copy=False),
        shared,
        repeated,
    )


def _twins(dataset: Dataset) -> tuple[int, int]:
    images = dataset.images.numpy()
    digests = [blake2b(image.tobytes(), digest_size=16).digest() for image in images]
    train_digests = set(digests[: dataset.train])
    shared = sum(digest in train_digests for digest in digests[dataset.train :])
    return shared, len(digests) - len(set(digests))


def samples(dataset: Dataset, rows: int, columns: int | None = None) -> NDArray[np.int64]:
    """Positions of images for a sheet: int64 (rows, columns); -1 for an empty cell.

    The classes take turns, and the images of one class come in the order of the set. By default,
    if there are at most `COLUMNS` classes, each has the same number of columns, side by side.
    Without classes, the images are spread evenly over the set.
    """
    number = len(dataset.classes)
    by_column = columns is None and 1 < number <= COLUMNS
    if columns is None:
        columns = COLUMNS // number * number if by_column else COLUMNS
    sheet = np.full(rows * columns, -1, np.int64)
    if number:
        labels = dataset.labels.numpy()
        per_class = -(-sheet.size // number)
        turns = np.full((per_class, number), -1, np.int64)
        for label in range(number):
            first = np.flatnonzero(labels == label)[:per_class]
            turns[: len(first), label] = first
        places = turns.ravel()
        if by_column:
            places = turns.reshape(rows, -1, number).swapaxes(1, 2).ravel()
        elif columns % number:  # a column does not stand for a class, so gaps can close
            places = places[places >= 0]
    else:
        count = min(len(dataset), sheet.size)
        places = np.linspace(0, len(dataset) - 1, count).round().astype(np.int64)
    places = places[: sheet.size]
    sheet[: len(places)] = places
    return sheet.reshape(rows, columns)


def tiles(dataset: Dataset, places: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The images at these positions: uint8 (rows, columns, H, W) or (rows, columns, 3, H, W).

    The image at position -1 is black.
    """
    images = dataset.images.numpy()[places.clip(0)]
    images[places < 0] = 0
    return images.astype(np.uint8, copy=False)


def cover(name: str, rows: int, columns: int) -> NDArray[np.uint8]:
    """`tiles` of a sheet of samples; once kept, they are read without loading the data set.

    Raises DataError if the set cannot be read.
    """
    key = content_key(
        version=1, what="cover", name=name, stamp=_stamp(name), rows=rows, columns=columns
    )

    def compute() -> dict[str, NDArray[np.generic]]:
        dataset = load(name)
        return {"tiles": tiles(dataset, samples(dataset, rows, columns))}

    return cached(key, compute)["tiles"].astype(np.uint8, copy=False)


def _stamp(name: str) -> str:
    """Text that changes whenever the data set does; empty if it has no file yet."""
    if addition := entry_named(name).addition:
        return addition.fingerprint
    try:
        file = (settings().data / f"{name}.safetensors").stat()
    except OSError:
        return ""
    return f"{file.st_size} {file.st_mtime_ns}"
