"""Finished projections on disk: one file each, under its content key.

A file holds xy float32 (N, 2), rows int64 (N,), labels uint8 (N,), the mean and the axes of the
reduction if there was one, and the `Record` as JSON in bytes. A listing reads only the records. The
whole file is checked against its digest when it is opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from core.errors import ProjectionError
from core.evaluation.autoencoders.pca import Basis
from core.maps import methods
from core.maps.base import Floats
from core.maps.projections.inputs import Inputs
from core.maps.projections.request import Request
from core.settings import settings
from core.storage.arrays import ArrayFolder, Arrays, Stamp

RECORD = "record"


class Record(BaseModel):
    """Description of a finished projection."""

    model_config = ConfigDict(frozen=True)

    request: Request
    checkpoint_digest: str
    """Digest of the weights; empty for pixels."""
    fingerprint: str
    """Fingerprint of the data set."""
    library: str
    digits: int
    """Number of points."""
    seconds: float
    """Time of the layout and of everything before it."""
    created: str = Field(validation_alias=AliasChoices("created", "made"))  # "made" in older files
    """ISO 8601, UTC."""
    kept_variance: float | None = None
    """Share of the variance that the reduction kept, if there was one."""
    notes: tuple[str, ...] = ()
    """One sentence for each difference from the request."""


@dataclass(frozen=True, eq=False)
class Entry:
    """A finished projection without its points."""

    key: str
    record: Record


@dataclass(frozen=True, eq=False)
class Projection(Entry):
    """A finished projection; see the module for shapes and types."""

    xy: Floats
    rows: NDArray[np.int64]
    labels: NDArray[np.uint8]
    basis: Basis | None


_damages: set[tuple[str, Stamp]] = set()
"""Content keys and stamps of files whose record can be read but whose digest is wrong."""


def entries() -> list[Entry]:
    """Every finished projection, the newest first."""
    records = [one for key in all_keys() if (one := entry(key)) is not None]
    return sorted(records, key=lambda one: one.record.created, reverse=True)


def entry(key: str) -> Entry | None:
    """The projection with this content key; None if it is missing or its file is damaged.

    Damage to the points shows only when `find` reads them.
    """
    stamp = _folder().stamp(key)
    if stamp is None or (key, stamp) in _damages:
        return None
    return _read_entry(_folder().path, key, stamp)


def find(key: str) -> Projection | None:
    """The projection with this content key; None if it is missing or its file is damaged."""
    stamp = _folder().stamp(key)
    if stamp is None:
        return None
    projection = _read(_folder().path, key, stamp)
    if projection is None:
        _damages.add((key, stamp))
    return projection


def damaged_keys() -> list[str]:
    """Keys of the files that are known to be unreadable."""
    return [key for key in all_keys() if entry(key) is None]


def all_keys() -> list[str]:
    """Content keys of all files, damaged ones included."""
    return _folder().all_keys()


def save(
    key: str,
    request: Request,
    inputs: Inputs,
    xy: Floats,
    *,
    checkpoint_digest: str,
    fingerprint: str,
    seconds: float,
    notes: Sequence[str],
) -> Projection:
    """Write a projection, replacing any earlier one of its key; StorageError if that fails."""
    record = Record(
        request=request,
        checkpoint_digest=checkpoint_digest,
        fingerprint=fingerprint,
        library=methods.library_version(request.algorithm),
        digits=len(xy),
        seconds=seconds,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        kept_variance=inputs.basis.share if inputs.basis else None,
        notes=tuple(notes),
    )
    arrays: Arrays = {
        "xy": xy,
        "rows": inputs.rows.copy(),
        "labels": inputs.labels,
        RECORD: np.frombuffer(record.model_dump_json().encode(), np.uint8).copy(),
    }
    if inputs.basis is not None:
        arrays |= {"mean": inputs.basis.mean, "axes": inputs.basis.axes}
    _folder().write(key, arrays)
    return Projection(key, record, xy, inputs.rows, inputs.labels, inputs.basis)


def delete(key: str) -> None:
    """Delete a projection, if there is one; ProjectionError if the folder refuses."""
    try:
        _folder().delete(key)
    except OSError as error:
        raise ProjectionError(
            f"The projection could not be deleted: {error.strerror}. Check the permissions of the "
            "cache folder."
        ) from error


@lru_cache(maxsize=1024)  # a page lists all projections each time that it is drawn
def _read_entry(folder: Path, key: str, stamp: Stamp) -> Entry | None:
    record = _record(ArrayFolder(folder).read_one(key, RECORD))
    return None if record is None else Entry(key, record)


@lru_cache(maxsize=64)  # every move of a gesture opens its map
def _read(folder: Path, key: str, stamp: Stamp) -> Projection | None:
    arrays = ArrayFolder(folder).read(key)
    record = None if arrays is None else _record(arrays.get(RECORD))
    if arrays is None or record is None:
        return None
    try:
        basis = None
        if "axes" in arrays:
            mean, axes = (arrays[name].astype(np.float32, copy=False) for name in ("mean", "axes"))
            basis = Basis(mean, axes, record.kept_variance or 0.0)
        return Projection(
            key,
            record,
            arrays["xy"].astype(np.float32, copy=False),
            arrays["rows"].astype(np.int64, copy=False),
            arrays["labels"].astype(np.uint8, copy=False),
            basis,
        )
    except KeyError:
        return None


def _record(array: NDArray[np.generic] | None) -> Record | None:
    """The record in these bytes; None if there is none or another version wrote it."""
    if array is None:
        return None
    try:
        return Record.model_validate_json(array.tobytes())
    except ValueError:
        return None


def _folder() -> ArrayFolder:
    return ArrayFolder(settings().cache / "projections")
