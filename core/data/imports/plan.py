"""Plan for the pictures of a file: their classes, split, order and conversion."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import CHANNELS, SIDES, is_small_image
from core.data.imports.choices import Choices
from core.data.imports.labels import UNLABELLED, Classes, classes_of
from core.data.imports.scan import Scan
from core.data.imports.splitting import TEST_SHARE, drawn_split, shuffle_if_sorted
from core.data.imports.values import Conversion, known_range
from core.errors import DataError
from core.settings import settings
from core.text.numbers import number, percent

MIB = 2**20
METHODS = {
    "box": "averaging",
    "bilinear": "bilinear interpolation",
    "bicubic": "bicubic interpolation",
    "lanczos": "Lanczos' filter",
    "nearest": "taking the nearest pixel",
}
FITS = {
    "crop": "their middle is cut out first",
    "pad": "black fills the rest of the square",
    "stretch": "they are stretched to a square",
}


@dataclass(frozen=True, eq=False)
class Plan:
    """How a file is kept as a data set."""

    classes: tuple[str, ...]
    indices: NDArray[np.int64]
    """(N,), class of each picture of the file; `UNLABELLED` for one that is skipped."""
    train: NDArray[np.int64]
    """Positions in the file of the pictures to train with, in the order in which they are kept."""
    test: NDArray[np.int64]
    split_by_file: bool
    conversion: Conversion
    test_share: float
    """Share of the kept pictures that are to test with."""
    light_ground: bool
    """Whether the kept pictures are dark on light."""
    notes: tuple[str, ...]

    @property
    def count(self) -> int:
        """Number of pictures that are kept."""
        return len(self.train) + len(self.test)

    @property
    def bytes(self) -> int:
        """Size in bytes of the file that is kept, without its header."""
        return self.count * (math.prod(self.conversion.shape) + 16)


def plan_of(scan: Scan, choices: Choices, title: str) -> Plan:
    """The plan for a file that has been scanned; DataError with the remedy if it cannot be kept."""
    notes = list(scan.source.notes)
    classes = _classes(scan, choices)
    notes += classes.notes
    conversion = _conversion(scan, choices, notes)
    train, test, split_by_file = _split(scan, classes, choices, notes)
    light_ground = _is_light(scan, conversion)
    # Networks trained on MNIST take no colour pictures.
    if light_ground and not choices.inverted and conversion.shape[0] == 1:
        notes.append(
            "The ground is light. Networks trained on MNIST expect light strokes on dark ground: "
            "swap black and white for these."
        )
    plan = Plan(
        classes.names,
        classes.indices,
        train,
        test,
        split_by_file,
        conversion,
        len(test) / (len(train) + len(test)),
        light_ground,
        tuple(notes),
    )
    if plan.bytes > settings().import_mb * MIB:
        raise DataError(
            f"{title} would take {plan.bytes / MIB:,.0f} MiB, and one data set may have "
            f"{settings().import_mb:,}: resize the pictures, add fewer, or raise "
            "LATENT_LAB_IMPORT_MB."
        )
    return plan


def suggested_side(sizes: Sequence[tuple[int, int]]) -> int:
    """Side in pixels of the squares to resize to: the median shorter side, within `SIDES`."""
    middle = sorted(min(size) for size in sizes)[len(sizes) // 2]
    return min(max(middle, SIDES[0]), SIDES[-1])


def _classes(scan: Scan, choices: Choices) -> Classes:
    if scan.labels is None:
        if choices.classes:
            raise DataError("There are no labels to name: choose a label first, or no names.")
        return Classes((), np.zeros(scan.count, np.int64))
    return classes_of(scan.labels, scan.source.class_names, choices.classes)


def _conversion(scan: Scan, choices: Choices, notes: list[str]) -> Conversion:
    value_range = choices.value_range or known_range(scan.low, scan.high)
    if value_range != (0, 255):
        notes.append(
            f"The values go from {number(scan.low)} to {number(scan.high)}; "
            f"{number(value_range[0])} is taken as black and {number(value_range[1])} as white."
        )
    transposed = scan.source.transposed if choices.transposed is None else choices.transposed
    colour = scan.has_colour if not choices.colour else choices.colour == "colour"
    channels = CHANNELS[1] if colour else CHANNELS[0]
    if scan.has_colour and not colour:
        notes.append("The colours are kept as shades of grey.")
    height, width = next(iter(scan.sizes))
    if transposed:
        height, width = width, height
    shape = (channels, height, width)
    is_one_size = len(scan.sizes) == 1 and scan.pixel_sizes == frozenset(scan.sizes)
    if choices.resize is not None or not is_one_size or not is_small_image(shape):
        side = choices.resize or suggested_side(list(scan.sizes.elements()))
        notes.append(_resizing(scan, side, choices))
        shape = (channels, side, side)
    return Conversion(value_range, transposed, choices.inverted, shape, choices.method, choices.fit)


def _resizing(scan: Scan, side: int, choices: Choices) -> str:
    heights = [height for height, _ in scan.sizes]
    widths = [width for _, width in scan.sizes]
    if len(scan.sizes) == 1:
        sizes = f"{widths[0]}×{heights[0]}"
    else:
        sizes = f"{min(widths)}×{min(heights)} to {max(widths)}×{max(heights)}"
    is_square = all(height == width for height, width in scan.sizes)
    fit = "" if is_square else f"; {FITS[choices.fit]}"
    return (
        f"The pictures have {sizes} pixels and become {side}×{side} by "
        f"{METHODS[choices.method]}{fit}."
    )


def _split(
    scan: Scan, classes: Classes, choices: Choices, notes: list[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64], bool]:
    parts: dict[str, list[NDArray[np.int64]]] = {"train": [], "test": []}
    start = 0
    for split, count in scan.counts:
        positions = np.arange(start, start + count)
        positions = positions[classes.indices[positions] != UNLABELLED]
        if len(positions) and split:
            parts[split].append(positions)
        start += count
    if choices.test_share is None and parts["train"] and parts["test"]:
        before = [np.concatenate(parts[split]) for split in ("train", "test")]
        after = [
            shuffle_if_sorted(classes.indices, positions, choices.seed) for positions in before
        ]
        if any((old != new).any() for old, new in zip(before, after, strict=True)):
            notes.append(
                "The pictures were sorted by class and are kept shuffled, with seed "
                f"{choices.seed}."
            )
        return after[0], after[1], True
    share = TEST_SHARE if choices.test_share is None else choices.test_share
    if choices.test_share is None and (parts["train"] or parts["test"]):
        missing = "test" if parts["train"] else "training"
        notes.append(f"The file has no separate {missing} pictures.")
    train, test = drawn_split(classes.indices, share, choices.seed)
    even = ", the same share of each class" if classes.names else ""
    notes.append(
        f"{percent(share)} of the pictures are drawn at random to test{even}, with seed "
        f"{choices.seed}."
    )
    return train, test, False


def _is_light(scan: Scan, conversion: Conversion) -> bool:
    low, high = conversion.value_range
    is_light = (scan.border - low) / (high - low) > 0.5
    return is_light != conversion.inverted


def title_of(path: Path) -> str:
    """A title for screens from the name of a file."""
    stem = path.name
    for _ in range(3):
        stem = Path(stem).stem if "." in stem.strip(".") else stem
    words = stem.replace("_", " ").replace("-", " ").split()
    title = " ".join(words)[:60].strip()
    return title[:1].upper() + title[1:] or "Pictures"
