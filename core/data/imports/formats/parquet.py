"""Parquet as on Hugging Face: a column of picture files and one of labels."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from core.data.imports.bundle import MIB, Bundle, Item
from core.data.imports.choices import NONE, Choices
from core.data.imports.formats.folders import blocks_of
from core.data.imports.formats.layout import layout_of
from core.data.imports.formats.pairing import split_named, words_of
from core.data.imports.labels import as_labels
from core.data.imports.source import Block, ChoiceNeeded, DamagedFile, Part, Source, training_first
from core.errors import DataError
from core.settings import settings

PICTURE_NAMES = ("image", "img", "picture", "pixels")
LABEL_NAMES = ("label", "labels", "class", "target", "digit")
_ROWS = 256  # at a time; each may hold a photograph


def open_source(items: Sequence[Item], bundle: Bundle, choices: Choices) -> Source:
    """The pictures of Parquet files; each is a part, whose split its name may state."""
    with _open(items[0]) as file:
        schema = file.schema_arrow
    picture = _picture_column(schema, items[0].name)
    classes = _class_labels(schema)
    label = _label_column(schema, picture, classes, choices, items[0].name)
    parts = training_first([_part(item, picture, label, choices) for item in items])
    options = [
        name for name in schema.names if name != picture and _can_be_label(schema.field(name).type)
    ]
    return Source(
        "Parquet",
        parts,
        class_names=tuple(classes.get(label, ())),
        label=label,
        label_options=(*options, NONE),
    )


@contextmanager
def _open(item: Item) -> Iterator[pq.ParquetFile]:
    try:
        with item.open_seekable() as raw, pq.ParquetFile(raw, pre_buffer=False) as file:
            groups = file.metadata
            size = sum(groups.row_group(at).total_byte_size for at in range(groups.num_row_groups))
            if size > settings().import_mb * MIB:
                raise DataError(
                    f"{item.name} has {size / MIB:,.0f} MiB unpacked, and one data set may have "
                    f"{settings().import_mb:,}: add fewer pictures, or raise LATENT_LAB_IMPORT_MB."
                )
            yield file
    # A damaged file can make the reader raise any of these.
    except (pa.ArrowException, OSError, ValueError, KeyError, MemoryError) as error:
        raise DamagedFile(
            f"{item.name} is damaged, cut short or encrypted: download or save it again."
        ) from error


def _picture_column(schema: pa.Schema, name: str) -> str:
    def rank(field: pa.Field) -> tuple[bool, int]:
        names = PICTURE_NAMES
        return field.name not in names, names.index(field.name) if field.name in names else 0

    usable = [field for field in schema if _holds_pictures(field.type)]
    if not usable:
        raise DataError(
            f"{name} has no column of pictures ({', '.join(schema.names[:6])}): save each picture "
            "as a file's bytes in a column named image."
        )
    return str(min(usable, key=rank).name)


def _holds_pictures(kind: pa.DataType) -> bool:
    if pa.types.is_struct(kind):
        return any(kind.field(at).name == "bytes" for at in range(kind.num_fields))
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return (
            _holds_pictures(kind.value_type)
            if _is_list(kind.value_type)
            else bool(pa.types.is_integer(kind.value_type) or pa.types.is_floating(kind.value_type))
        )
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _is_list(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)
    )


def _can_be_label(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        pa.types.is_integer(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
    )


def _class_labels(schema: pa.Schema) -> dict[str, list[str]]:
    """Names of the classes by column, which Hugging Face's library writes into the schema."""
    try:
        text = (schema.metadata or {})[b"huggingface"]
        features = json.loads(text)["info"]["features"]
        return {
            str(column): [str(name) for name in feature["names"]]
            for column, feature in features.items()
            if feature.get("_type") == "ClassLabel" and feature.get("names")
        }
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _label_column(
    schema: pa.Schema,
    picture: str,
    classes: dict[str, list[str]],
    choices: Choices,
    file: str,
) -> str:
    others = [name for name in schema.names if name != picture]
    if choices.label == NONE:
        return NONE
    if choices.label:
        if choices.label not in others or not _can_be_label(schema.field(choices.label).type):
            raise DataError(
                f'{file} has no column "{choices.label}" of labels: choose another label, or none.'
            )
        return choices.label
    usable = [name for name in others if _can_be_label(schema.field(name).type)]
    known = [name for name in LABEL_NAMES if name in usable] or [
        name for name in usable if name in classes
    ]
    if len(known) > 1 and known[0] not in LABEL_NAMES:
        raise ChoiceNeeded(
            f"Several columns of {file} can be the labels: choose one, or none.",
            "label",
            (*known, NONE),
        )
    if not known and any(
        _is_list(schema.field(name).type) for name in others if name in LABEL_NAMES
    ):
        raise DataError(
            f"{file} has several labels per picture, and one is needed: keep one in a column "
            "named label, or choose no labels."
        )
    return known[0] if known else NONE


def _part(item: Item, picture: str, label: str, choices: Choices) -> Part:
    with _open(item) as file:
        count = file.metadata.num_rows
        if picture not in file.schema_arrow.names or label not in (NONE, *file.schema_arrow.names):
            raise DataError(f"{item.name} has other columns than the first file: add it alone.")
    columns = [picture] if label == NONE else [picture, label]

    def blocks() -> Iterator[Block]:
        with _open(item) as file:
            for batch in file.iter_batches(_ROWS, columns=columns, use_threads=False):
                labels = None if label == NONE else _labels(batch.column(label))
                yield from _blocks(batch.column(picture), labels, item.name, choices)

    return Part(split_named(words_of(item.path.name)), count, blocks)


def _labels(column: pa.Array) -> list[Any]:
    values: list[Any] = column.to_pylist()
    return values


def _blocks(
    column: pa.Array, labels: list[Any] | None, name: str, choices: Choices
) -> Iterator[Block]:
    if _is_list(column.type):
        yield _block_of_numbers(column, labels, name, choices)
        return
    cells = column.to_pylist()
    contents = [cell.get("bytes") if isinstance(cell, dict) else cell for cell in cells]
    if cells and all(content is None for content in contents):
        raise DataError(
            f"{name} holds the paths of pictures, not the pictures: save their bytes in the column."
        )
    files = (
        (lambda content=content: content or b"", name, value)
        for content, value in zip(contents, labels or [None] * len(cells), strict=True)
    )
    yield from blocks_of(files, labels is not None)


def _block_of_numbers(
    column: pa.Array, labels: list[Any] | None, name: str, choices: Choices
) -> Block:
    try:
        values = np.array(column.to_pylist())
    except ValueError as error:
        raise DataError(
            f"The pictures of {name} have different sizes: save each as a picture file's bytes."
        ) from error
    if values.dtype.kind not in "biuf":
        raise DataError(f"{name} has a picture with missing pixels: save it again.")
    layout = layout_of(values.shape[1:], values, choices, name)
    return Block(layout.pictures(values), None if labels is None else as_labels(labels))
