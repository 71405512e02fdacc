"""File of a complete data set: written atomically, verified on every read.

The header of a person's own set also holds what the catalogue states for its own entries.
"""

import json
import math
from pathlib import Path

import torch
from pydantic import BaseModel, ConfigDict
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from core.data.catalogue import Addition, Entry
from core.data.dataset import Dataset, Shape, shape_of
from core.data.fetchers import FetchedData
from core.errors import DataError
from core.storage.digests import sha256
from core.storage.files import remove_strays, write_atomic

HEADER_LIMIT = 64 * 1024  # bytes, far more than our own files need
_DAMAGE = (SafetensorError, KeyError, ValueError, DataError)
_ALIGNMENT = 8  # bytes; of the labels in the file


class _OwnEntry(BaseModel):
    """The part of an `Entry` that is in the header of a person's own set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    classes: tuple[str, ...]
    train: int
    test: int
    shape: Shape
    origin: str
    licence: str
    addition: Addition

    def entry(self, name: str) -> Entry:
        values = {field: getattr(self, field) for field in type(self).model_fields}
        return Entry(name=name, fetchers=(), **values)


def fingerprint(images: Tensor, labels: Tensor, more: str = "") -> str:
    """SHA-256 (hex) of the bytes of `images` (uint8), of `labels` (int64), and of ``more``."""
    return sha256([*(tensor.contiguous().numpy().data for tensor in (images, labels)), more])


def fingerprint_text(entry: Entry) -> str:
    """Text that the fingerprint of a person's own set covers beside its tensors."""
    return json.dumps([entry.shape, entry.train, entry.classes])


def check(entry: Entry, contents: FetchedData, *, sample: bool = False) -> None:
    """Raise DataError unless ``contents`` have the sizes, types and labels of their entry.

    A ``sample`` may have any number of training and test images.
    """
    images, labels = contents.images, contents.labels
    expected = len(images) if sample else entry.total
    train = contents.train if sample else entry.train
    if (
        expected == 0
        or images.ndim not in (3, 4)
        or (len(images), *shape_of(images)) != (expected, *entry.shape)
        or labels.shape != (expected,)
        or contents.train != train
        or (images.dtype, labels.dtype) != (torch.uint8, torch.int64)
    ):
        raise DataError(
            f"{entry.title} came as {images.dtype} {tuple(images.shape)} with "
            f"{contents.train:,} training images, expected uint8 "
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
    positions = 0 if entry.addition is None else entry.total * 8  # older files have none
    if not path.is_file() or not expected < size <= expected + positions + HEADER_LIMIT:
        raise DataError(f"{path} is damaged: {size:,} bytes are not {entry.title}.")
    try:
        with safe_open(path, framework="pt") as file:
            card = file.metadata() or {}
            # Copied, because the file is memory-mapped and may change later.
            images = file.get_tensor("images").clone()
            labels = file.get_tensor("labels").clone()
        contents = FetchedData(images, labels, int(card["train"]))
        check(entry, contents)
    except _DAMAGE as error:
        raise DataError(f"{path} is damaged: {str(error).rstrip('.')}.") from error
    data = dataset(entry, contents, card.get("source", ""))
    if card != _card(data, entry):
        raise DataError(f"{path} is damaged: its content does not match its fingerprint.")
    return data


def read_positions(path: Path, entry: Entry) -> Tensor | None:
    """Position of each image of a person's own set in the file it was added from: int64 (N,).

    None if the file was written by a version that did not keep this. Raises FileNotFoundError if
    there is no file, and DataError if it is damaged.
    """
    try:
        with safe_open(path, framework="pt") as file:
            if "positions" not in file.keys():  # noqa: SIM118  # it is no dict
                return None
            positions: Tensor = file.get_tensor("positions").clone()
        known = len(positions.unique())
        if positions.shape != (entry.total,) or known < entry.total or int(positions.min()) < 0:
            raise DataError("its positions are not those of its images")
    except _DAMAGE as error:
        raise DataError(f"{path} is damaged: {str(error).rstrip('.')}.") from error
    return positions


def read_entry(path: Path) -> Entry:
    """Entry of a person's own set from the header of its file, without reading its images.

    Raises FileNotFoundError if there is no file, and DataError if its header is damaged.
    """
    try:
        with safe_open(path, framework="pt") as file:
            card = file.metadata() or {}
        unsealed = dict(sorted((key, value) for key, value in card.items() if key != "seal"))
        if _seal(unsealed) != card or card["name"] != path.stem:
            raise DataError("its header is not the one that was written")
        return _OwnEntry.model_validate_json(card["entry"]).entry(path.stem)
    except FileNotFoundError:
        raise
    except (*_DAMAGE, OSError) as error:
        raise DataError(
            f"{path.name} is damaged: delete this data set and add it again."
        ) from error


def dataset(entry: Entry, contents: FetchedData, source: str) -> Dataset:
    """Build a Dataset; one with fewer images than the complete set is marked as a sample."""
    count = len(contents.images)
    is_sample = count < entry.total
    return Dataset(
        name=entry.name,
        title=entry.title,
        images=contents.images,
        labels=contents.labels,
        rows=torch.arange(count),
        train=contents.train,
        total=entry.total,
        source=source,
        fingerprint=fingerprint(
            contents.images, contents.labels, fingerprint_text(entry) if entry.addition else ""
        ),
        is_sample=is_sample,
        notice=f"{count:,} of {entry.total:,}: offline sample" if is_sample else None,
        classes=entry.classes,
    )


def write(path: Path, data: Dataset) -> None:
    """Write a data set to its file atomically: readers see the old file or the new one.

    Raises StorageError if the disk is full or the folder is not writable.
    """
    remove_strays(path.parent)  # left by writers that were killed
    write_atomic(path, save({"images": data.images, "labels": data.labels}, _card(data)))


def own_header(entry: Entry, source: str) -> bytes:
    """First bytes of the file of a person's own set, before labels, positions and images.

    Their number does not depend on the fingerprint, which is known only after the images are
    written.
    """
    assert entry.addition is not None
    numbers, images = entry.total * 8, entry.total * math.prod(entry.shape)
    shape = [entry.total, *entry.shape[entry.shape[0] == 1 :]]
    header = {
        "__metadata__": _seal(_own_card(entry, source, entry.addition.fingerprint)),
        # In the order in which safetensors writes tensors, so that the labels are aligned.
        "labels": {"dtype": "I64", "shape": [entry.total], "data_offsets": [0, numbers]},
        "positions": {
            "dtype": "I64",
            "shape": [entry.total],
            "data_offsets": [numbers, 2 * numbers],
        },
        "images": {
            "dtype": "U8",
            "shape": shape,
            "data_offsets": [2 * numbers, 2 * numbers + images],
        },
    }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    return len(text).to_bytes(8, "little") + text


def _card(data: Dataset, entry: Entry | None = None) -> dict[str, str]:
    if entry is not None and entry.addition is not None:
        return _seal(_own_card(entry, data.source, data.fingerprint))
    return _seal(
        {
            "name": data.name,
            "source": data.source,
            "train": str(data.train),
            "fingerprint": data.fingerprint,
        }
    )


def _own_card(entry: Entry, source: str, fingerprint: str) -> dict[str, str]:
    values = {field: getattr(entry, field) for field in _OwnEntry.model_fields}
    return {  # sorted by key, because `read_entry` sorts them to check the seal
        "entry": _OwnEntry(**values).model_dump_json(),
        "fingerprint": fingerprint,
        "name": entry.name,
        "source": source,
        "train": str(entry.train),
    }


def _seal(card: dict[str, str]) -> dict[str, str]:
    # The fingerprint covers only the tensors; this covers the metadata.
    return {**card, "seal": sha256(json.dumps(card))}
