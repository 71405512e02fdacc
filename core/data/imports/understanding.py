"""Preview of a file of pictures: what it would become, before anything is kept."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data import own
from core.data.catalogue import CATALOGUE
from core.data.dataset import Shape
from core.data.imports.choices import Choices
from core.data.imports.labels import UNLABELLED
from core.data.imports.plan import Plan, plan_of, title_of
from core.data.imports.scan import Scan, scan
from core.data.imports.source import Progress, ignore_progress, never_cancelled

SAMPLES = 24
PLURAL = re.compile(r"(?<=picture|archive)s\b|(?<=file|tile|link)s\b")
Paths = Path | Sequence[Path]


@dataclass(frozen=True)
class ClassCount:
    """A class and its pictures."""

    name: str
    train: int
    test: int


@dataclass(frozen=True, eq=False)
class Understanding:
    """A file of pictures as it would be kept with some choices; nothing is kept yet."""

    format: str
    """Name of the format, such as "IDX" or "class folders"."""
    title: str
    """Suggested title for screens."""
    name: str
    """Suggested name for addresses, not yet taken."""
    shape: Shape
    """Channels, height and width of the kept pictures."""
    sizes: Mapping[tuple[int, int], int]
    """Numbers of pictures by their height and width in the file."""
    values: tuple[float, float]
    """Lowest and highest value in the file."""
    value_range: tuple[float, float]
    """The values that mean black and white."""
    transposed: bool
    inverted: bool
    light_ground: bool
    """Whether the pictures would be kept dark on light."""
    classes: tuple[ClassCount, ...]
    """Empty without labels."""
    train: int
    test: int
    split_by_file: bool
    """Whether the file states the split; otherwise the test pictures are drawn at random."""
    label: str
    """Where the labels come from, as in `Choices.label`; "none" without labels."""
    label_options: tuple[str, ...]
    """Values that can be chosen for `label`."""
    header: bool | None
    """Whether the first line of a CSV file holds names; None for other formats."""
    grid: tuple[int, int] | None
    """Columns and rows of a contact sheet; None for other formats."""
    gap: int
    """Pixels between the tiles of a contact sheet."""
    samples: NDArray[np.uint8]
    """Some pictures as they would be kept: (S, H, W) or (S, 3, H, W)."""
    sample_classes: tuple[str, ...]
    """Class of each of them; empty without labels."""
    skipped: Mapping[str, int]
    """Numbers of files, pictures and tiles that are left out, by reason."""
    notes: tuple[str, ...]
    """Sentences about what was decided automatically."""
    bytes: int
    """Size in bytes of the file that would be kept."""
    resized: bool


def understand(
    paths: Paths,
    choices: Choices | None = None,
    *,
    progress: Progress = ignore_progress,
    is_cancelled: Callable[[], bool] = never_cancelled,
) -> Understanding:
    """Read one or more files or a folder once, and preview the data set; nothing is kept.

    With other choices, the same files are read again only if the choices change what is read.
    Raises DataError with the remedy if they cannot be read, `ChoiceNeeded` if a person has to
    choose first, and `ImportStopped`.
    """
    files, choices = as_list(paths), choices or Choices()
    findings = scan(files, choices, progress, is_cancelled)
    title = title_of(files[0])
    return _understanding(findings, plan_of(findings, choices, title), title)


def as_list(paths: Paths) -> list[Path]:
    """The paths as a list."""
    return [paths] if isinstance(paths, Path) else list(paths)


def skipped_of(findings: Scan, plan: Plan) -> dict[str, int]:
    """Numbers of files, pictures and tiles that are left out, by reason."""
    counts = {
        **findings.source.junk,
        "damaged pictures": findings.broken,
        "empty tiles": findings.blank,
        "pictures without a label": int((plan.indices == UNLABELLED).sum()),
    }
    return {reason: count for reason, count in counts.items() if count}


def left_out(skipped: Mapping[str, int]) -> list[str]:
    """`skipped_of` in words, such as "1 damaged picture" and "3 hidden files"."""
    return [
        f"{count:,} {PLURAL.sub('', reason, count=1) if count == 1 else reason}"
        for reason, count in skipped.items()
    ]


def slug(title: str) -> str:
    """A name for addresses from a title; it may be taken."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:36].strip("-") or "pictures"


def _free_name(title: str) -> str:
    base = slug(title)
    names = (base, *(f"{base}-{number}" for number in range(2, 1000)))
    return next(name for name in names if name not in CATALOGUE and not own.path_of(name).exists())


def _understanding(findings: Scan, plan: Plan, title: str) -> Understanding:
    source, conversion = findings.source, plan.conversion
    samples = _balanced_samples(findings, plan)
    counts = [
        np.bincount(plan.indices[part], minlength=len(plan.classes)).tolist()
        for part in (plan.train, plan.test)
    ]
    pictures = [conversion(pixels[None])[0] for _, pixels in samples]
    channels, height, width = conversion.shape
    empty = np.empty((0, *((channels,) if channels > 1 else ()), height, width), np.uint8)
    return Understanding(
        format=source.format,
        title=title,
        name=_free_name(title),
        shape=conversion.shape,
        sizes=findings.sizes,
        values=(findings.low, findings.high),
        value_range=conversion.value_range,
        transposed=conversion.transposed,
        inverted=conversion.inverted,
        light_ground=plan.light_ground,
        classes=tuple(
            ClassCount(name, train, test)
            for name, train, test in zip(plan.classes, counts[0], counts[1], strict=False)
        ),
        train=len(plan.train),
        test=len(plan.test),
        split_by_file=plan.split_by_file,
        label=source.label,
        label_options=source.label_options,
        header=source.header,
        grid=source.grid,
        gap=source.gap,
        samples=np.stack(pictures) if pictures else empty,
        sample_classes=tuple(plan.classes[plan.indices[at]] for at, _ in samples)
        if plan.classes
        else (),
        skipped=skipped_of(findings, plan),
        notes=plan.notes,
        bytes=plan.bytes,
        resized=findings.sizes.keys() != {_as_stored(conversion.shape, conversion.transposed)},
    )


def _as_stored(shape: Shape, transposed: bool) -> tuple[int, int]:
    _, height, width = shape
    return (width, height) if transposed else (height, width)


def _balanced_samples(findings: Scan, plan: Plan) -> list[tuple[int, NDArray[np.generic]]]:
    """Some pictures, one of each class before a second one."""
    sample_counts: dict[int, int] = {}
    turns = []
    for at, pixels in findings.samples:
        label = int(plan.indices[at])
        if label != UNLABELLED:
            sample_counts[label] = sample_counts.get(label, 0) + 1
            turns.append((sample_counts[label] if plan.classes else 0, label, at, pixels))
    turns.sort(key=lambda turn: turn[:3])
    return [(at, pixels) for _, _, at, pixels in turns[:SAMPLES]]
