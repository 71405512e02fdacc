"""File of a complete data set: written atomically, verified on every read."""

import json
import math
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from core.data.catalogue import Entry
from core.data.dataset import Dataset, shape_of
from core.data.fetchers import FetchedData
from core.errors import DataError
from core.storage.digests import sha256
from core.storage.files import remove_strays, write_atomic

HEADER_LIMIT = 64 * 1024  # bytes, far more than our own files need


def fingerprint(images: Tensor, labels: Tensor) -> str:
    """SHA-256 (hex) of the bytes of `images` (uint8) followed by those of `labels` (int64)."""
    return sha256(tensor.contiguous().numpy().data for tensor in (images, labels))


def check(entry: Entry, fetched: FetchedData, *, sample: bool = False) -> None:
    """Raise DataError unless `fetched` has the sizes, types and labels of its catalogue entry."""
    images, labels = fetched.images, fetched.labels
    expected = len(images) if sample else entry.total
    train = fetched.train if sample else entry.train
    if (
        expected == 0
        or images.ndim not in (3, 4)
        or (len(images), *shape_of(images)) != (expected, *entry.shape)
        or labels.shape != (expected,)
        or fetched.train != train
        or (images.dtype, labels.dtype) != (torch.uint8, torch.int64)
    ):
        raise DataError(
            f"{entry.title} came as {images.dtype} {tuple(images.shape)} with "
            f"{fetched.train:,} training images, expected uint8 "
            f"{(expected, *entry.shape[entry.shape[0] == 1 :])} with {train:,}."
        )
    low, high = int(labels.min()), int(labels.max())
    if low < 0 or high >= max(1, len(entry.classes)):
        raise DataError(
            f"{entry.title} has labels from {low} to {high}, outside its "
            f"{len(entry.classes)} classes."
        )


def read(path: Path, entry: Entry) -> Dataset:
    """Read the data set from its file.

    Raises FileNotFoundError if there is no file, and DataError if it is truncated, altered, or the
    file of another data set.
    """
    size = path.stat().st_size
    expected = entry.total * (math.prod(entry.shape) + 8)
    if not path.is_file() or not expected < size <= expected + HEADER_LIMIT:
        raise DataError(f"{path} is damaged: {size:,} bytes are not {entry.title}.")
    try:
        with safe_open(path, framework="pt") as file:
            card = file.metadata() or {}
            # Copied, because the file is memory-mapped and may change later.
            images = file.get_tensor("images").clone()
            labels = file.get_tensor("labels").clone()
        fetched = FetchedData(images, labels, int(card["train"]))
        check(entry, fetched)
    except (SafetensorError, KeyError, ValueError, DataError) as error:
        raise DataError(f"{path} is damaged: {error}") from error
    data = dataset(entry, fetched, card.get("source", ""))
    if card != _card(data):
        raise DataError(f"{path} is damaged: its content does not match its fingerprint.")
    return data


def dataset(entry: Entry, fetched: FetchedData, source: str) -> Dataset:
    """Build a Dataset; one with fewer images than the complete set is marked as a sample."""
    count = len(fetched.images)
    is_sample = count < entry.total
    return Dataset(
        name=entry.name,
        title=entry.title,
        images=fetched.images,
        labels=fetched.labels,
        rows=torch.arange(count),
        train=fetched.train,
        total=entry.total,
        source=source,
        fingerprint=fingerprint(fetched.images, fetched.labels),
        is_sample=is_sample,
        notice=f"{count:,} of {entry.total:,}: offline sample" if is_sample else None,
        classes=entry.classes,
    )


def write(path: Path, data: Dataset) -> None:
    """Write a data set to its file atomically: readers see the old file or the new one.

    Raises StorageError if the disk is full or the folder is not writable.
    """
    remove_strays(path.parent)  # of writers that were killed
    write_atomic(path, save({"images": data.images, "labels": data.labels}, _card(data)))


def _card(data: Dataset) -> dict[str, str]:
    card = {
        "name": data.name,
        "source": data.source,
        "train": str(data.train),
        "fingerprint": data.fingerprint,
    }
    # The fingerprint covers only the tensors; this covers the metadata.
    card["seal"] = sha256(json.dumps(card))
    return card
