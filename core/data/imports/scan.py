"""One pass over a file of pictures that collects their labels, sizes, values and samples.

The pixels themselves are not kept: 200,000 pictures take no more memory than a few blocks.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from core.data.imports.bundle import open_bundle
from core.data.imports.choices import Choices
from core.data.imports.formats import open_source
from core.data.imports.source import (
    Block,
    ImportStopped,
    Labels,
    PartName,
    Progress,
    Source,
)
from core.data.imports.values import border_mean, has_colour
from core.errors import DataError
from core.settings import settings

SAMPLES_PER_LABEL = 2
FEW_LABELS, SAMPLES_OF_FEW = 3, 8  # so that a file with few labels has a sheet to show too
MOST_SAMPLES = 120
_PIXELS_TO_KEEP = 256 * 256 * 3


@dataclass(frozen=True, eq=False)
class Scan:
    """Result of one pass over a file."""

    source: Source
    """Without its pictures: the files are closed."""
    counts: tuple[tuple[PartName, int], ...]
    """Pictures of each part in the file's order."""
    labels: Labels | None
    """(N,), as the file has them; None if there are none."""
    sizes: Counter[tuple[int, int]]
    """Numbers of pictures by their height and width in the file."""
    pixel_sizes: frozenset[tuple[int, int]]
    """Heights and widths of the pictures as read, which may be reduced."""
    has_colour: bool
    low: float
    high: float
    border: float
    """Median over the pictures of the mean value at their edge."""
    samples: tuple[tuple[int, NDArray[Any]], ...]
    """Some pictures (H, W, C) with their positions."""
    broken: int
    blank: int

    @property
    def count(self) -> int:
        """Number of pictures."""
        return sum(count for _, count in self.counts)


class _Findings:
    """Figures collected block by block."""

    def __init__(self) -> None:
        self.labels: list[Labels] = []
        self.sizes: Counter[tuple[int, int]] = Counter()
        self.pixel_sizes: set[tuple[int, int]] = set()
        self.has_colour = False
        self.low, self.high = np.inf, -np.inf
        self.borders: list[NDArray[Any]] = []
        self.samples: list[tuple[int, NDArray[Any]]] = []
        self._sample_counts: Counter[object] = Counter()
        self.broken = self.blank = self.count = 0

    def add(self, block: Block, title: str) -> None:
        self.broken += block.broken
        self.blank += block.blank
        number, height, width, _ = block.pixels.shape
        if number == 0:
            return
        low, high = float(block.pixels.min()), float(block.pixels.max())
        if not np.isfinite([low, high]).all():
            raise DataError(
                f"{title} has pixels that are infinite or not a number: replace them and add it "
                "again."
            )
        self.low, self.high = min(self.low, low), max(self.high, high)
        self.has_colour = self.has_colour or has_colour(block.pixels)
        self.sizes[block.original or (height, width)] += number
        self.pixel_sizes.add((height, width))
        self.borders.append(border_mean(block.pixels))
        if block.labels is not None:
            self.labels.append(block.labels)
        self._sample(block)
        self.count += number
        self._check_amount()

    def _sample(self, block: Block) -> None:
        if len(self.samples) >= MOST_SAMPLES or block.pixels[0].size > _PIXELS_TO_KEEP:
            return
        keys = [None] * len(block.pixels) if block.labels is None else block.labels.tolist()
        for place, key in enumerate(keys):
            most = SAMPLES_OF_FEW if len(self._sample_counts) <= FEW_LABELS else SAMPLES_PER_LABEL
            most = MOST_SAMPLES // 4 if block.labels is None else most
            if self._sample_counts[key] < most and len(self.samples) < MOST_SAMPLES:
                self._sample_counts[key] += 1
                self.samples.append((self.count + place, block.pixels[place].copy()))

    def _check_amount(self) -> None:
        if self.count > settings().import_images:
            raise DataError(
                f"There are more than {settings().import_images:,} pictures: add fewer, or raise "
                "LATENT_LAB_IMPORT_IMAGES."
            )


_scans: LRUCache[object, Scan] = LRUCache(8)
_scans_lock = Lock()


def scan(
    paths: Sequence[Path], choices: Choices, progress: Progress, is_cancelled: Callable[[], bool]
) -> Scan:
    """Scan files; the last few scans are reused until a file or a choice about reading changes.

    Raises DataError with the remedy if they cannot be read, and ImportStopped.
    """
    key = (stamp(paths), choices.reading_key(), settings().model_dump_json())
    with _scans_lock:
        known = _scans.get(key)
    if known is None:
        known = _scan(paths, choices, progress, is_cancelled)
        with _scans_lock:
            _scans[key] = known
    return known


def stamp(paths: Sequence[Path]) -> tuple[object, ...]:
    """A value that changes whenever one of the files changes, also within a folder."""
    try:
        files = [
            file
            for path in paths
            for file in ([path, *path.rglob("*")] if path.is_dir() else [path])
        ]
        states = [(str(file), file.lstat()) for file in files]
    except OSError as error:
        raise DataError(f"There is no file {paths[0].name}: check its name.") from error
    return tuple((name, state.st_mtime_ns, state.st_size, state.st_ino) for name, state in states)


def _scan(
    paths: Sequence[Path], choices: Choices, progress: Progress, is_cancelled: Callable[[], bool]
) -> Scan:
    findings = _Findings()
    counts: list[tuple[PartName, int]] = []
    with open_bundle(paths, choices.inside) as bundle:
        source = open_source(bundle, choices)
        total = sum(part.count for part in source.parts)
        for part in source.parts:
            before = findings.count
            for block in part.blocks():
                if is_cancelled():
                    raise ImportStopped
                findings.add(block, bundle.title)
                progress(findings.count, max(total, findings.count))
            counts.append((part.split, findings.count - before))
    if findings.count == 0:
        damage = f" ({findings.broken:,} are damaged)" if findings.broken else ""
        raise DataError(
            f"{paths[0].name} has no pictures that can be read{damage}: choose another file."
        )
    return Scan(
        replace(source, parts=()),  # the parts hold the names of all files
        tuple(counts),
        np.concatenate(findings.labels) if findings.labels else None,
        findings.sizes,
        frozenset(findings.pixel_sizes),
        findings.has_colour,
        findings.low,
        findings.high,
        float(np.median(np.concatenate(findings.borders))),
        tuple(findings.samples),
        findings.broken,
        findings.blank,
    )
