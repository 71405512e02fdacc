"""A complete data set as one file: written whole or not at all, checked each time it is read."""

import json
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from core.data.catalogue import Entry
from core.data.dataset import SIDE, Dataset
from core.data.fetchers import Fetched
from core.errors import DataError
from core.storage.digests import sha256
from core.storage.files import remove_strays, write_atomic

HEADER_LIMIT = 64 * 1024  # bytes, far above what our own files need


def fingerprint(images: Tensor, labels: Tensor) -> str:
    """SHA-256 (hex) of the bytes of `images` (uint8) followed by those of `labels` (int64)."""
    return sha256(tensor.contiguous().numpy().data for tensor in (images, labels))


def check(entry: Entry, fetched: Fetched, *, sample: bool = False) -> None:
    """Raise DataError unless `fetched` has the sizes, types and labels that `entry` promises."""
    images, labels = fetched.images, fetched.labels
    expected = len(images) if sample else entry.total
    train = fetched.train if sample else entry.train
    if (
        expected == 0
        or images.shape != (expected, SIDE, SIDE)
        or labels.shape != (expected,)
        or fetched.train != train
        or (images.dtype, labels.dtype) != (torch.uint8, torch.int64)
    ):
        raise DataError(
            f"{entry.title} came as {images.dtype} {tuple(images.shape)} with "
            f"{fetched.train:,} training images, where uint8 ({expected}, {SIDE}, {SIDE}) with "
            f"{train:,} is expected."
        )
    low, high = int(labels.min()), int(labels.max())
    if low < 0 or high >= len(entry.classes):
        raise DataError(
            f"{entry.title} has labels from {low} to {high}, outside its "
            f"{len(entry.classes)} classes."
        )


def read(path: Path, entry: Entry) -> Dataset:
    """The data set published at `path`.

    Raises FileNotFoundError when there is none, and DataError naming the file when it is cut,
    altered by as much as a bit, or another data set.
    """
    size = path.stat().st_size
    expected = entry.total * (SIDE * SIDE + 8)
    if not path.is_file() or not expected < size <= expected + HEADER_LIMIT:
        raise DataError(f"{path} is damaged: {size:,} bytes are not {entry.title}.")
    try:
        with safe_open(path, framework="pt") as file:
            card = file.metadata() or {}
            # Copied, so that a later change to the file cannot reach the tensors.
            images = file.get_tensor("images").clone()
            labels = file.get_tensor("labels").clone()
        fetched = Fetched(images, labels, int(card["train"]))
        check(entry, fetched)
    except (SafetensorError, KeyError, ValueError, DataError) as error:
        raise DataError(f"{path} is damaged: {error}") from error
    data = dataset(entry, fetched, card.get("source", ""))
    if card != _card(data):
        raise DataError(f"{path} is damaged: its content is not what its fingerprint says.")
    return data


def dataset(entry: Entry, fetched: Fetched, source: str) -> Dataset:
    """`fetched` as a Dataset with its fingerprint, which says where it is less than the whole."""
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
    """Publish `data` at `path`, atomically: readers see the old file or the whole new one.

    Raises StorageError if the disk is full or the folder cannot be written.
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
    # The fingerprint covers the tensors alone; this covers the words beside them.
    card["seal"] = sha256(json.dumps(card))
    return card
