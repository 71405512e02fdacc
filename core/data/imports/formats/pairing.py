"""Pairing of arrays: which are pictures, which are their labels, and for which split.

IDX files, .npy files and the arrays of .npz files are paired by name and shape.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.imports.choices import FIRST, LAST, NONE, Choices
from core.data.imports.formats.layout import layout_of
from core.data.imports.source import (
    Block,
    ChoiceNeeded,
    Labels,
    Part,
    PartName,
    Source,
    block_length,
    slices,
)
from core.errors import DataError
from core.text.numbers import quantity

TRAIN, TEST, VALIDATION = (
    {"train", "training", "tr", "trn", "xtrain", "ytrain"},
    {"test", "testing", "te", "tst", "t10k", "eval", "xtest", "ytest"},
    {"val", "valid", "validation", "dev", "xval", "yval"},
)
_LABEL_WORDS = {"label", "labels", "y", "target", "targets", "class", "classes", "ytrain", "ytest"}
_PICTURE_WORDS = {"image", "images", "imgs", "img", "x", "data", "pictures", "xtrain", "xtest"}
_FEWEST_PIXELS = 64  # 8 × 8; a shorter row cannot be a picture
_LOOKED_AT = 64  # pictures from which the layout is recognised
EMNIST_NOTE = "EMNIST stores its pictures with rows and columns swapped; they are shown upright."


@dataclass(frozen=True)
class NamedArray:
    """An array in a file that is read a few rows at a time."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    rows: Callable[[int], Iterator[NDArray[Any]]]
    """Its rows in order, in blocks of the given length."""

    @property
    def words(self) -> set[str]:
        """The words of its name in lower case."""
        return words_of(self.name)

    def whole(self) -> NDArray[Any]:
        """The whole array; used for labels."""
        return np.concatenate([*self.rows(2**16), np.empty((0, *self.shape[1:]), self.dtype)])


def words_of(name: str) -> set[str]:
    """The words of a name in lower case."""
    return set(re.split(r"[^a-z0-9]+", name.lower()))


def split_named(words: set[str]) -> PartName:
    """Split that the words of a name state; validation counts as training, empty means none."""
    if words & (TRAIN | VALIDATION):
        return "train"
    return "test" if words & TEST else ""


def pair(arrays: Sequence[NamedArray], kind: str, choices: Choices) -> Source:
    """The pictures among the arrays with their labels.

    Raises DataError with the remedy if they do not fit together, and ChoiceNeeded if there are
    several sets.
    """
    for array in arrays:
        if array.dtype.kind not in "biufUS":
            raise DataError(
                f"{array.name} holds Python objects or records, which are never loaded: save plain "
                "numbers with np.save or np.savez."
            )
    pictures = [array for array in arrays if _is_pictures(array, arrays)]
    if not pictures:
        raise DataError(
            f"There are no pictures in {', '.join(array.name for array in arrays[:4])}: add the "
            "file of pictures too. Vectors of pictures that are here already are added on the "
            "Checkpoints page."
        )
    others = [array for array in arrays if array not in pictures]
    groups: dict[str, NamedArray] = {}
    for array in pictures:
        if _role(array) in groups:
            raise _several(pictures)
        groups[_role(array)] = array
    labels_of_role = {
        role: _labels_of(role, array, others, choices) for role, array in groups.items()
    }
    notes, parts = [], []
    for role in sorted(groups, key=("train", "validation", "", "test").index):
        parts.append(_part(role, groups[role], labels_of_role[role], choices))
    if "validation" in groups:
        notes.append(
            "The validation pictures are added to the training pictures."
            if "train" in groups
            else "The validation pictures are used for training."
        )
    if missing := [array.name for role, array in groups.items() if labels_of_role[role] is None]:
        if len(missing) < len(groups):
            raise DataError(
                f"{missing[0]} has no labels, and other pictures have: add its labels too, or "
                "choose no labels."
            )
        if choices.label != NONE and not others:
            notes.append("There are no labels; if there is a file of labels, add it too.")
    is_swapped = kind == "IDX" and any("emnist" in array.words for array in pictures)
    letters = is_swapped and any("letters" in array.words for array in pictures)
    first = next((one for one in labels_of_role.values() if one is not None), None)
    return Source(
        kind,
        tuple(parts),
        class_names=("", *(chr(code) for code in range(65, 91))) if letters else (),
        label=first.name if first else NONE,
        label_options=_options(first),
        transposed=is_swapped,
        notes=(*notes, *([EMNIST_NOTE] if is_swapped else [])),
    )


def _is_pictures(array: NamedArray, arrays: Sequence[NamedArray]) -> bool:
    if array.dtype.kind in "US" or len(array.shape) < 2:
        return False
    if len(array.shape) > 2:
        return True
    count = array.shape[1]
    if array.words & _LABEL_WORDS and not array.words & _PICTURE_WORDS:
        return False
    return count >= _FEWEST_PIXELS


def _role(array: NamedArray) -> str:
    if array.words & VALIDATION and not array.words & TRAIN:
        return "validation"
    return split_named(array.words)


def _several(pictures: Sequence[NamedArray]) -> ChoiceNeeded:
    folders = sorted({PurePosixPath(array.name).parent.as_posix() for array in pictures})
    options = folders if len(folders) > 1 else [array.name for array in pictures]
    return ChoiceNeeded(
        f"There are several sets of pictures ({', '.join(options[:5])}"
        f"{', …' if len(options) > 5 else ''}): choose one of them.",
        "inside",
        tuple(options),
    )


def _labels_of(
    role: str, pictures: NamedArray, others: Sequence[NamedArray], choices: Choices
) -> "NamedArray | None":
    """The labels of pictures; None if there are none or none are wanted."""
    if choices.label == NONE:
        return None
    candidates = [one for one in others if _role(one) == role and one.shape]
    base = choices.label.partition("#")[0]
    if base and base not in (FIRST, LAST):
        candidates = [one for one in candidates if _label_key(one) == _label_key_of(base)]
    if len(candidates) > 1:
        candidates = [one for one in candidates if one.words & _LABEL_WORDS] or candidates
    if len(candidates) > 1:
        raise ChoiceNeeded(
            f"Several arrays can be the labels of {pictures.name}: choose one, or none.",
            "label",
            (*(one.name for one in candidates), NONE),
        )
    if not candidates:
        return None
    [labels] = candidates
    if labels.shape[0] != pictures.shape[0]:
        raise DataError(
            f"{pictures.name} has {quantity(pictures.shape[0], 'picture')} and {labels.name} "
            f"{quantity(labels.shape[0], 'label')}: add the files that belong together."
        )
    return labels


def _label_key(array: NamedArray) -> str:
    """Name of an array without its split, so that one choice holds for train and test."""
    return _label_key_of(array.name)


def _label_key_of(name: str) -> str:
    words = re.split(r"[^a-z0-9]+", name.lower().partition("#")[0])
    return " ".join(word for word in words if word not in TRAIN | TEST | VALIDATION)


def _options(labels: NamedArray | None) -> tuple[str, ...]:
    if labels is None:
        return ()
    columns = labels.shape[1] if len(labels.shape) == 2 else 1
    if columns > 1:
        return (*(f"{labels.name}#{column}" for column in range(columns)), NONE)
    return labels.name, NONE


def one_label(values: NDArray[Any], name: str, label: str) -> Labels:
    """One label per picture, (N,), from an array of labels (N,) or (N, K).

    Understands a chosen column, a single column, and one-hot rows. Otherwise raises ChoiceNeeded.
    """
    if values.ndim == 1:
        return values
    values = values.reshape(len(values), -1)
    column = label.partition("#")[2]
    if column.isdecimal() and int(column) < values.shape[1]:
        return values[:, int(column)]
    if values.shape[1] == 1:
        return values[:, 0]
    if values.dtype.kind in "biuf" and ((values != 0).sum(1) == 1).all():
        return values.argmax(1)
    options = tuple(f"{name}#{column}" for column in range(values.shape[1]))
    raise ChoiceNeeded(
        f"{name} has {values.shape[1]} labels per picture: choose one of its columns, or none.",
        "label",
        (*options, NONE),
    )


def _part(role: str, array: NamedArray, labels: NamedArray | None, choices: Choices) -> Part:
    own_labels = None if labels is None else one_label(labels.whole(), labels.name, choices.label)
    some = next(array.rows(_LOOKED_AT), None)
    if some is None or array.shape[0] == 0 or some.size == 0:
        raise DataError(f"{array.name} has no pictures: add another file.")
    layout = layout_of(array.shape[1:], some, choices, array.name)
    count = block_length(int(np.prod(array.shape[1:])) * array.dtype.itemsize)

    def blocks() -> Iterator[Block]:
        start = 0
        for rows in array.rows(count):
            yield Block(layout.pictures(rows), slices(own_labels, start, len(rows)))
            start += len(rows)

    return Part("train" if role == "validation" else split_of(role), array.shape[0], blocks)


def split_of(role: str) -> PartName:
    """The role as the name of a part."""
    return "train" if role == "train" else "test" if role == "test" else ""
