"""A file of pictures as every format presents it: parts, each a stream of blocks of pictures."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.errors import DataError

Pixels = NDArray[Any]
"""(N, H, W, C) with 1 or 3 channels, any type of number."""
Labels = NDArray[Any]
"""(N,), whole numbers or text."""
Progress = Callable[[int, int], None]
"""Called with the number of pictures done, and with their total or 0 if it is not known."""
PartName = Literal["train", "test", ""]
BLOCK_BYTES = 8 * 2**20
BLOCK_PICTURES = 2048


class ImportStopped(DataError):
    """The person has stopped the import."""

    def __init__(self) -> None:
        super().__init__("The import was stopped; nothing was kept.")


class DamagedFile(DataError):
    """A file that is damaged or cut short; if it is one of many pictures, it is skipped."""


class ChoiceNeeded(DataError):
    """A file that can be read in several ways; a person has to choose one."""

    def __init__(self, message: str, field: str, options: tuple[str, ...]) -> None:
        """``field`` is the name of a field of `Choices`, ``options`` are its possible values."""
        super().__init__(message)
        self.field = field
        self.options = options


@dataclass(frozen=True)
class Block:
    """Some pictures of one size."""

    pixels: Pixels
    labels: Labels | None = None
    original: tuple[int, int] | None = None
    """Height and width in the file, if the pictures have been reduced since."""
    broken: int = 0
    """Pictures that could not be read here and are skipped."""
    blank: int = 0
    """Empty tiles that are skipped."""


@dataclass(frozen=True)
class Part:
    """Consecutive pictures of a file, all of the same split."""

    split: PartName
    """Split that the file states for them; empty if it states none."""
    count: int
    """Their number, for progress; it may be an estimate."""
    blocks: Callable[[], Iterator[Block]]


@dataclass(frozen=True)
class Source:
    """An opened file of pictures. It can be read as long as the bundle of its files is open."""

    format: str
    """Name of the format, such as "IDX"."""
    parts: tuple[Part, ...]
    """The training part comes before the test part."""
    class_names: tuple[str, ...] = ()
    """Names of the labels 0, 1, …, if the file states them."""
    label: str = "none"
    """The column or array that the labels come from, as in `Choices.label`."""
    label_options: tuple[str, ...] = ()
    """Values that the person can choose for `label`."""
    header: bool | None = None
    """Whether the first line of a CSV file holds names."""
    transposed: bool = False
    """Whether the pictures are known to be stored with rows and columns swapped."""
    grid: tuple[int, int] | None = None
    """Columns and rows of a contact sheet."""
    gap: int = 0
    """Pixels between its tiles."""
    notes: tuple[str, ...] = ()
    junk: Mapping[str, int] = field(default_factory=dict)
    """Numbers of files that are left out, by reason."""


def training_first(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Sort the parts so that those to train with come before those to test with.

    Raises DataError if only some of the parts state their split.
    """
    if {part.split for part in parts} > {""}:
        raise DataError(
            "Some pictures are in files or folders to train or test with and some are not: put "
            "all into these, or none."
        )
    return tuple(sorted(parts, key=lambda part: part.split == "test"))


def block_length(picture_bytes: int) -> int:
    """Number of pictures per block."""
    return max(1, min(BLOCK_PICTURES, BLOCK_BYTES // max(1, picture_bytes)))


def never_cancelled() -> bool:
    """False: the default of functions that can be stopped."""
    return False


def ignore_progress(done: int, total: int) -> None:
    """Do nothing: the default of functions that report progress."""


def slices(labels: Labels | None, start: int, count: int) -> Labels | None:
    """The labels of ``count`` pictures from ``start``."""
    return None if labels is None else np.asarray(labels[start : start + count])
