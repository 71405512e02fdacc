"""Keep the pictures of a file as a data set: one verified file, written whole or not at all."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from core.data import dataset_file, own
from core.data.catalogue import CATALOGUE, Addition, Entry
from core.data.imports.bundle import open_bundle
from core.data.imports.choices import Choices
from core.data.imports.formats import open_source
from core.data.imports.plan import MIB, Plan, plan_of, title_of
from core.data.imports.scan import scan, stamp
from core.data.imports.source import (
    ImportStopped,
    Progress,
    ignore_progress,
    never_cancelled,
)
from core.data.imports.understanding import Paths, as_list, left_out, skipped_of
from core.errors import DataError
from core.settings import settings
from core.storage.files import open_atomic, remove_strays

_COPY_BYTES = 4 * MIB
TITLE_LENGTH = 60


def add(
    paths: Paths,
    name: str,
    choices: Choices | None = None,
    *,
    title: str = "",
    origin: str = "",
    licence: str = "",
    owner: str = "",
    progress: Progress = ignore_progress,
    is_cancelled: Callable[[], bool] = never_cancelled,
) -> Entry:
    """Keep the pictures of one or more files or a folder as the data set ``name``.

    ``owner`` is the id of the visitor to whom it belongs. ``progress`` is called with the number of
    pictures read and their total, both counted over two passes. Memory use does not grow with the
    number of pictures.

    Raises DataError with the remedy, `ImportStopped`, or StorageError; nothing is kept then.
    """
    files, choices = as_list(paths), choices or Choices()
    check_name(name)
    before = stamp(files)
    findings = scan(
        files,
        choices,
        lambda done, total: progress(done, 2 * total),
        is_cancelled,
    )
    plan = plan_of(findings, choices, files[0].name)
    _check_disk(plan)
    addition = Addition(
        owner,
        f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        (*plan.notes, *_skipped_notes(skipped_of(findings, plan))),
        fingerprint="0" * 64,
    )
    entry = Entry(
        name=name,
        title=" ".join(title.split())[:TITLE_LENGTH] or title_of(files[0]),
        classes=plan.classes,
        train=len(plan.train),
        test=len(plan.test),
        fetchers=(),
        shape=plan.conversion.shape,
        origin=" ".join(origin.split())[:300] or f"added from {files[0].name[:100]}",
        licence=" ".join(licence.split())[:100] or "not stated",
        addition=addition,
    )
    source = f"{findings.source.format} in {files[0].name[:100]}"
    path = own.path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_strays(path.parent)  # left by imports that were killed
    try:
        with open_atomic(path, plan.bytes, new=True) as file:
            _write_pictures(
                file, _convert(files, choices, plan, progress, is_cancelled), entry, source, plan
            )
            if stamp(files) != before:
                raise _change_error(files[0].name)
            fingerprint = _fingerprint(file, entry, source)
            entry = replace(entry, addition=replace(addition, fingerprint=fingerprint))
            file.seek(0)
            file.write(dataset_file.own_header(entry, source))
    except FileExistsError as error:
        raise _name_conflict(name) from error
    return entry


def check_name(name: str) -> None:
    """Raise DataError if a data set cannot be added under this name."""
    if not own.NAME.fullmatch(name):
        raise DataError(
            f'"{name[:60]}" cannot be a name: use up to 40 small letters, digits and hyphens, such '
            "as my-pictures."
        )
    if name in CATALOGUE or own.path_of(name).exists():
        raise _name_conflict(name)


def _name_conflict(name: str) -> DataError:
    return DataError(
        f'There is a data set "{name}" already: choose another name, or delete that one first.'
    )


def _change_error(name: str) -> DataError:
    return DataError(f"{name} changed while it was read: add it again.")


def _check_disk(plan: Plan) -> None:
    used = sum(file.bytes for file in own.files())
    if used + plan.bytes > settings().imports_mb * MIB:
        raise DataError(
            f"This data set needs {plan.bytes / MIB:,.0f} MiB, and {used / MIB:,.0f} of the "
            f"{settings().imports_mb:,} for people's own data sets are taken: delete one, or raise "
            "LATENT_LAB_IMPORTS_MB."
        )


def _skipped_notes(skipped: dict[str, int]) -> list[str]:
    return [f"Left out: {words}." for words in left_out(skipped)]


def _convert(
    files: Sequence[Path],
    choices: Choices,
    plan: Plan,
    progress: Progress,
    is_cancelled: Callable[[], bool],
) -> Iterator[NDArray[np.uint8]]:
    """The converted pictures, in blocks, in the order of the file."""
    count, written_count = len(plan.indices), 0
    with open_bundle(files, choices.inside) as bundle:
        for part in open_source(bundle, choices).parts:
            for block in part.blocks():
                if is_cancelled():
                    raise ImportStopped
                if len(block.pixels):
                    yield plan.conversion(block.pixels)
                written_count += len(block.pixels)
                progress(count + written_count, 2 * count)


def _write_pictures(
    file: BinaryIO, pictures: Iterator[NDArray[np.uint8]], entry: Entry, source: str, plan: Plan
) -> None:
    """Write header, labels, positions in the file and pictures, each picture at its place."""
    order = np.concatenate([plan.train, plan.test])
    place = np.full(len(plan.indices), -1, np.int64)
    place[order] = np.arange(len(order))
    file.write(dataset_file.own_header(entry, source))
    file.write(plan.indices[order].astype("<i8").tobytes())
    file.write(order.astype("<i8").tobytes())
    start, at = file.tell(), 0
    for block in pictures:
        if at + len(block) > len(place):
            raise _change_error(entry.title)
        places = place[at : at + len(block)]
        at += len(block)
        size = block[0].nbytes
        # Pictures that stay neighbours are written together.
        for run in np.split(np.arange(len(block)), np.flatnonzero(np.diff(places) != 1) + 1):
            if places[run[0]] >= 0:
                file.seek(start + int(places[run[0]]) * size)
                file.write(block[run[0] : run[-1] + 1].data)
    if at != len(place):
        raise _change_error(entry.title)


def _fingerprint(file: BinaryIO, entry: Entry, source: str) -> str:
    """`dataset_file.fingerprint` of the written file, read in pieces."""
    labels = len(dataset_file.own_header(entry, source))
    images = labels + 2 * entry.total * 8
    digest = hashlib.sha256()
    file.seek(images)
    while chunk := file.read(_COPY_BYTES):
        digest.update(chunk)
    file.seek(labels)
    digest.update(file.read(entry.total * 8))
    digest.update(dataset_file.fingerprint_text(entry).encode())
    return digest.hexdigest()
