"""A zip or folder of picture files, one folder per class, with or without train and test."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.data.imports.bundle import Bundle, Item
from core.data.imports.choices import NONE, Choices
from core.data.imports.formats.pairing import split_named
from core.data.imports.formats.pictures import Picture, decode
from core.data.imports.labels import as_labels
from core.data.imports.source import (
    Block,
    DamagedFile,
    Part,
    PartName,
    Source,
    block_length,
    training_first,
)
from core.errors import DataError
from core.text.numbers import quantity

MOST_BYTES = 64 * 2**20  # of one picture file


@dataclass(frozen=True, slots=True)
class _Place:
    """Split and class of a picture, from its folders."""

    item: Item
    split: PartName
    class_name: str
    """Empty if it is in no class folder."""


def open_source(items: Sequence[Item], bundle: Bundle, choices: Choices) -> Source:
    """The pictures of a zip or folder, with its folders as classes."""
    places = _places(items)
    classes = {place.class_name for place in places} - {""}
    # A single folder is not a class, because there is no second one.
    with_labels = len(classes) > 1 and choices.label != NONE
    junk: Counter[str] = Counter()
    if with_labels:
        junk["pictures in no class folder"] = sum(not place.class_name for place in places)
        places = [place for place in places if place.class_name]
    notes = []
    if not with_labels and choices.label != NONE:
        notes.append("There are no class folders, so the pictures have no labels.")
    if validation := sum(bool(_words(place) & _VALIDATION) for place in places):
        notes.append(f"The training pictures include {quantity(validation, 'validation picture')}.")
    parts = training_first(
        [
            _part(split, [place for place in places if place.split == split], with_labels)
            for split in dict.fromkeys(place.split for place in places)
        ]
    )
    return Source(
        "class folders" if with_labels else "pictures",
        parts,
        label="folder" if with_labels else NONE,
        label_options=("folder", NONE) if len(classes) > 1 else (),
        notes=tuple(notes),
        junk=junk,
    )


_VALIDATION = {"val", "valid", "validation", "dev"}


def _words(place: _Place) -> set[str]:
    return {part.lower() for part in place.item.path.parts[:-1]}


def _places(items: Sequence[Item]) -> list[_Place]:
    folders = [item.path.parts[:-1] for item in items]
    common = 0
    while folders and all(
        len(one) > common and one[common] == folders[0][common] for one in folders
    ):
        common += 1
    # Leading folders that all pictures share are not classes, but one of them may name the split.
    places = []
    for item, folder in zip(items, folders, strict=True):
        rest = list(folder[common:])
        at = next((at for at, name in enumerate(folder) if split_named({name.lower()})), None)
        split: PartName = ""
        if at is not None:
            split = split_named({folder[at].lower()})
            rest = list(folder[at + 1 :])
            if not rest and at > common:  # train and test within each class folder
                rest = list(folder[common:at])
        places.append(_Place(item, split, rest[0] if rest else ""))
    return places


def _part(split: PartName, places: Sequence[_Place], with_labels: bool) -> Part:
    def blocks() -> Iterator[Block]:
        files = (
            (lambda item=place.item: _content(item), place.item.name, place.class_name)
            for place in places
        )
        return blocks_of(files, with_labels)

    return Part(split, len(places), blocks)


def _content(item: Item) -> bytes:
    if item.bytes > MOST_BYTES:
        raise DataError(f"{item.name} has {item.bytes:,} bytes, too many for a picture: remove it.")
    with item.open() as file:
        return file.read()


def blocks_of(
    files: Iterable[tuple[Callable[[], bytes], str, Any]], with_labels: bool
) -> Iterator[Block]:
    """Blocks of the pictures in ``files``: their content, a name for messages, and their label.

    With labels, None is a missing label. Damaged files are skipped and counted.
    """
    run: list[tuple[Picture, Any]] = []
    bad_count = 0
    for content, name, label in files:
        try:
            picture = decode(content(), name)
        except DamagedFile:
            bad_count += 1
            continue
        if run and not _belongs(picture, run):
            yield _block(run, with_labels, bad_count)
            run, bad_count = [], 0
        run.append((picture, label))
    if run:
        yield _block(run, with_labels, bad_count)
    elif bad_count:
        yield Block(np.empty((0, 1, 1, 1), np.uint8), broken=bad_count)


def _belongs(picture: Picture, run: Sequence[tuple[Picture, Any]]) -> bool:
    first = run[0][0]
    return (
        first.original == picture.original
        and first.pixels.shape == picture.pixels.shape
        and len(run) < block_length(first.pixels.size)
    )


def _block(run: Sequence[tuple[Picture, Any]], with_labels: bool, bad_count: int) -> Block:
    values = [label for _, label in run]
    return Block(
        np.stack([picture.pixels for picture, _ in run]),
        as_labels(values) if with_labels else None,
        run[0][0].original,
        bad_count,
    )
