"""Finished projections on disk: one file each, under its content key, whole or counted as missing.

A file holds xy float32 (N, 2), rows int64 (N,), labels uint8 (N,), the mean and the axes of the
reduction where there was one, and as JSON in bytes the `Record`: what the projection is.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import ProjectionError
from core.evaluation.pca import Basis
from core.maps import methods
from core.maps.request import Request
from core.maps.vectors import Vectors
from core.settings import settings
from core.storage.arrays import ArrayFolder, Arrays, Stamp


class Record(BaseModel):
    """What is known of a finished projection beside its points."""

    model_config = ConfigDict(frozen=True)

    request: Request
    checkpoint_digest: str
    """Of the weights that it was made with; empty for pixels."""
    fingerprint: str
    """Of the data set."""
    library: str
    digits: int
    seconds: float
    """Of the layout and all before it."""
    made: str
    """ISO 8601, UTC."""
    kept_variance: float | None = None
    """Share that the principal components keep, where there was a reduction."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Finished:
    """A projection that is there."""

    key: str
    record: Record
    xy: NDArray[np.float32]
    rows: NDArray[np.int64]
    labels: NDArray[np.uint8]
    basis: Basis | None


def find(key: str) -> Finished | None:
    """The projection with this content key; None where it is not there or its file is damaged."""
    stamp = _folder().stamp(key)
    return None if stamp is None else _read(_folder().path, key, stamp)


def require(key: str) -> Finished:
    """The same; ProjectionError where there is none."""
    found = find(key)
    if found is None:
        raise ProjectionError(
            f"The projection {key[:16]} is not there any more, or its file is damaged: make it "
            "again below the map."
        )
    return found


def finished() -> list[Finished]:
    """Every projection that is there, the newest first."""
    found = [entry for key in all_keys() if (entry := find(key)) is not None]
    return sorted(found, key=lambda entry: entry.record.made, reverse=True)


def damaged() -> list[str]:
    """Keys of the files that cannot be read."""
    return [key for key in all_keys() if find(key) is None]


def keep(
    key: str,
    request: Request,
    vectors: Vectors,
    xy: NDArray[np.float32],
    *,
    checkpoint_digest: str,
    fingerprint: str,
    seconds: float,
    notes: Sequence[str],
) -> Finished:
    """Put a projection under its key, in place of any that is there."""
    record = Record(
        request=request,
        checkpoint_digest=checkpoint_digest,
        fingerprint=fingerprint,
        library=methods.library_version(request.how),
        digits=len(xy),
        seconds=seconds,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        kept_variance=vectors.basis.share if vectors.basis else None,
        notes=tuple(notes),
    )
    arrays: Arrays = {
        "xy": xy,
        "rows": vectors.rows.copy(),
        "labels": vectors.labels,
        "record": np.frombuffer(record.model_dump_json().encode(), np.uint8).copy(),
    }
    if vectors.basis is not None:
        arrays |= {"mean": vectors.basis.mean, "axes": vectors.basis.axes}
    _folder().write(key, arrays)
    return require(key)


def delete(key: str) -> None:
    """Remove a projection; nothing happens where there is none."""
    try:
        _folder().delete(key)
    except OSError as error:
        raise ProjectionError(
            f"The projection could not be deleted: {error.strerror}. Check the permissions of the "
            "cache folder."
        ) from error


def all_keys() -> list[str]:
    """Content keys of all files, those that cannot be read included."""
    return _folder().all_keys()


def _finished(key: str, arrays: Arrays) -> Finished | None:
    try:
        record = Record.model_validate(json.loads(arrays["record"].tobytes()))
        basis = None
        if "axes" in arrays:
            mean, axes = (arrays[name].astype(np.float32, copy=False) for name in ("mean", "axes"))
            basis = Basis(mean, axes, record.kept_variance or 0.0)
        return Finished(
            key,
            record,
            arrays["xy"].astype(np.float32, copy=False),
            arrays["rows"].astype(np.int64, copy=False),
            arrays["labels"].astype(np.uint8, copy=False),
            basis,
        )
    except (KeyError, ValueError, ValidationError):
        return None  # of another version of this program


@lru_cache(maxsize=64)  # a gesture asks for its map with every movement, a listing for all
def _read(folder: Path, key: str, stamp: Stamp) -> Finished | None:
    arrays = ArrayFolder(folder).read(key)
    return None if arrays is None else _finished(key, arrays)


def _folder() -> ArrayFolder:
    return ArrayFolder(settings().cache / "projections")
