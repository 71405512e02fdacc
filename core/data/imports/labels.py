"""Labels as a file has them -> classes with names, and an index into them per picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.imports.bundle import natural_order
from core.data.imports.source import Labels
from core.errors import DataError
from core.settings import settings
from core.text.numbers import quantity

NAME_LENGTH = 60
UNLABELLED = -1


@dataclass(frozen=True)
class Classes:
    """The classes of a data set."""

    names: tuple[str, ...]
    indices: NDArray[np.int64]
    """(N,), index of each picture's class; `UNLABELLED` for one without a label."""
    notes: tuple[str, ...] = ()


def classes_of(labels: Labels, file_names: Sequence[str], chosen_names: Sequence[str]) -> Classes:
    """Classes for labels, which are text or whole numbers, with gaps and any first number.

    ``file_names`` are the file's names for the labels 0, 1, …; ``chosen_names`` replace the names
    in the order of the labels. Raises DataError with the remedy for other labels.
    """
    if labels.dtype.kind in "OUS":
        values, indices = _texts(labels)
        names, notes = [*values], []
    else:
        values, indices = _numbers(labels, bool(file_names))
        names, notes = _names(values, file_names)
    _check_number(len(names), chosen_names)
    if missing := int((indices == UNLABELLED).sum()):
        verb = "is" if missing == 1 else "are"
        notes.append(f"{quantity(missing, 'picture')} without a label {verb} skipped.")
    return Classes(tuple(chosen_names) or tuple(_distinct(names)), indices, tuple(notes))


def as_labels(values: Sequence[Any]) -> Labels:
    """Labels as an array: numbers with NaN for a missing one, or text."""
    if all(isinstance(value, int | bool) for value in values):
        return np.array(values, np.int64)
    if all(value is None or isinstance(value, int | float) for value in values):
        return np.array([np.nan if value is None else value for value in values], np.float64)
    return np.array(list(values), object)


def _texts(labels: Labels) -> tuple[list[str], NDArray[np.int64]]:
    texts = [_text(value) for value in labels.tolist()]
    values = sorted(set(texts) - {""}, key=natural_order)
    _check_number(len(values), ())
    place = {value: index for index, value in enumerate(values)} | {"": UNLABELLED}
    return values, np.array([place[text] for text in texts], np.int64)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if value is None or value != value:  # NaN, for a missing label, is not equal to itself
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).split())
    return "".join(letter for letter in text if letter.isprintable())


def _numbers(labels: Labels, is_named: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    is_missing = np.zeros(len(labels), bool)
    if labels.dtype.kind == "f":
        is_missing = np.isnan(labels)
        known = labels[~is_missing]
        if not (np.isfinite(known).all() and (known == np.rint(known)).all()):
            raise DataError(
                "The labels are not whole numbers, so they cannot be classes: choose another "
                "label, or none."
            )
        if len(known) and np.abs(known).max() > 2**53:
            raise DataError(
                "The labels are too large to be classes: choose another label, or none."
            )
    numbers = np.where(is_missing, 0, labels).astype(np.int64)
    if is_named:
        is_missing |= numbers < 0  # files that name their classes mark a missing label so
    values, inverse = np.unique(numbers[~is_missing], return_inverse=True)
    indices = np.full(len(labels), UNLABELLED, np.int64)
    indices[~is_missing] = inverse
    return values, indices


def _names(values: NDArray[np.int64], file_names: Sequence[str]) -> tuple[list[str], list[str]]:
    if file_names:
        known = [
            file_names[value] if 0 <= value < len(file_names) and file_names[value] else str(value)
            for value in values.tolist()
        ]
        return known, []
    notes = []
    if len(values):
        low, high = int(values[0]), int(values[-1])
        gaps = high - low + 1 - len(values)
        if gaps:
            notes.append(
                f"The labels go from {low} to {high} with {gaps:,} of them missing; each that "
                "occurs is a class."
            )
        elif low:
            notes.append(f"The labels go from {low} to {high}; each is a class.")
    return [str(value) for value in values.tolist()], notes


def _check_number(count: int, chosen: Sequence[str]) -> None:
    most = settings().import_classes
    if count > most:
        raise DataError(
            f"There are {count:,} different labels, and a data set may have {most:,} classes: "
            "choose another label, or none."
        )
    if chosen and len(chosen) != count:
        raise DataError(
            f"There {'is' if count == 1 else 'are'} {quantity(count, 'class', 'classes')} and "
            f"{quantity(len(chosen), 'name')}: give one name per class."
        )


def _distinct(names: Sequence[str]) -> list[str]:
    """The names cut to `NAME_LENGTH` characters; equal ones get a number."""
    used: list[str] = []
    for name in names:
        short = name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
        number = 2
        while short in used:
            ending = f" ({number})"
            short, number = f"{name[: NAME_LENGTH - len(ending)]}{ending}", number + 1
        used.append(short)
    return used
