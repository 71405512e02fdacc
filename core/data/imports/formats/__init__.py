"""The file formats of pictures, one module each, and the choice of the right one for a bundle.

`pairing` finds labels for arrays, `layout` their axes, and `pictures` decodes single picture files.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.data.imports import kinds
from core.data.imports.bundle import Bundle, Item
from core.data.imports.choices import Choices
from core.data.imports.formats import arrays, folders, idx, parquet, sheet, tables
from core.data.imports.source import Source
from core.errors import DataError

Opener = Callable[[Sequence[Item], Bundle, Choices], Source]
OPENERS: Mapping[str, Opener] = {
    kinds.IDX: idx.open_source,
    kinds.ARRAY: arrays.open_source,
    kinds.PICTURE: folders.open_source,
    kinds.TABLE: tables.open_source,
    kinds.PARQUET: parquet.open_source,
}
NAMED = "IDX, CSV, .npy, .npz, Parquet, a contact sheet, or a zip file or folder of pictures"


def open_source(bundle: Bundle, choices: Choices) -> Source:
    """The pictures in a bundle of files.

    If there are several kinds of files, the kind with the most bytes is read. Raises DataError with
    the remedy if no kind is supported.
    """
    by_kind: dict[str, list[Item]] = defaultdict(list)
    for item in bundle.items:
        by_kind[_kind(item, bundle.is_archive)].append(item)
    archives = by_kind.pop(kinds.ARCHIVE, [])
    others = by_kind.pop(kinds.OTHER, [])
    if not by_kind:
        raise _nothing(bundle, archives, others)
    kind = max(by_kind, key=lambda one: sum(item.bytes for item in by_kind[one]))
    if kind == kinds.PICTURE and len(by_kind[kind]) == 1:
        source = sheet.open_source(by_kind[kind][0], choices)
    else:
        source = OPENERS[kind](by_kind[kind], bundle, choices)
    junk = Counter(bundle.junk) + Counter(source.junk)
    junk["archives within the archive"] += len(archives)
    junk["other files"] += len(others)
    junk["other files"] += sum(len(items) for one, items in by_kind.items() if one != kind)
    return replace(source, junk={reason: count for reason, count in junk.items() if count})


def _kind(item: Item, is_archive: bool) -> str:
    suffix = item.path.suffix.lower()
    if suffix in kinds.PICTURE_SUFFIXES:
        return kinds.PICTURE  # not read, because there may be very many
    if is_archive and suffix in kinds.TEXT_SUFFIXES:
        return kinds.OTHER  # text in an archive describes the other files
    kind = kinds.kind_of(item.name, item.head(kinds.HEAD))
    return kind if kind in OPENERS or kind == kinds.ARCHIVE else kinds.OTHER


def _nothing(bundle: Bundle, archives: Sequence[Item], others: Sequence[Item]) -> DataError:
    if archives:
        return DataError(
            f"{bundle.title} holds only other archives: unpack it, and add one of them."
        )
    if not others:
        return DataError(f"{bundle.title} holds no pictures: choose another file.")
    if len(others) == 1:
        if others[0].bytes == 0:
            return DataError(f"{others[0].name} is empty: choose another file.")
        if reason := kinds.why_refused(others[0].head(kinds.HEAD)):
            return DataError(f"{others[0].name} is {reason}.")
    return DataError(f"The format of {bundle.title} is not supported: use {NAMED}.")
