"""A contact sheet: one picture with a grid of small ones, such as a sprite of TensorBoard."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SIDES
from core.data.imports.bundle import Item
from core.data.imports.choices import NONE, Choices
from core.data.imports.formats.pictures import decode
from core.data.imports.source import Block, ChoiceNeeded, Part, Pixels, Source, block_length
from core.errors import DataError
from core.text.numbers import quantity

Grey = NDArray[np.floating[Any]]
ROW, COLUMN = "row", "column"
_GAPS = range(5)  # pixels between tiles; the widths that are recognised
_CLEAR = 0.2  # of the variance along a side that a period has to explain
_NEAR = 0.85  # of the best; the smallest such period is one tile, the others are several


@dataclass(frozen=True)
class Grid:
    """Where the tiles of a sheet are."""

    columns: int
    rows: int
    height: int
    width: int
    gap: int = 0
    has_frame: bool = False
    """Whether the gap is also around the sheet."""

    def tiles(self, sheet: NDArray[np.uint8]) -> Pixels:
        """The tiles in reading order: (N, H, W, C)."""
        frame = self.gap if self.has_frame else 0
        tall, wide = self.height + self.gap, self.width + self.gap
        return np.stack(
            [
                sheet[top : top + self.height, left : left + self.width]
                for top in range(frame, frame + self.rows * tall, tall)
                for left in range(frame, frame + self.columns * wide, wide)
            ]
        )


def open_source(item: Item, choices: Choices) -> Source:
    """The tiles of a sheet, without the empty ones at its end."""
    with item.open() as file:
        sheet = decode(file.read(), item.name, most_side=None).pixels
    grid = _chosen_grid(sheet, choices, item.name) or recognised_grid(sheet)
    if grid is None:
        raise ChoiceNeeded(
            f"The grid of {item.name} ({sheet.shape[1]:,} by {sheet.shape[0]:,} pixels) cannot be "
            "recognised: choose its columns and rows.",
            "grid",
            (),
        )
    tiles = grid.tiles(sheet)
    empty = _empty_at_end(tiles)
    tiles = tiles[: len(tiles) - empty]
    labels = _labels(grid, choices)

    def blocks() -> Iterator[Block]:
        step = block_length(tiles[0].size)
        for start in range(0, len(tiles), step):
            part = slice(start, min(start + step, len(tiles)))
            yield Block(
                tiles[part], None if labels is None else labels[part], blank=0 if start else empty
            )

    note = (
        f"The sheet is read as {quantity(grid.columns, 'column')} and "
        f"{quantity(grid.rows, 'row')} of {grid.width}×{grid.height} pixels"
        f"{f' with {grid.gap} between them' if grid.gap else ''}."
    )
    return Source(
        "contact sheet",
        (Part("", len(tiles), blocks),),
        label=choices.label if labels is not None else NONE,
        label_options=(ROW, COLUMN, NONE),
        grid=(grid.columns, grid.rows),
        gap=grid.gap,
        notes=(note,),
    )


def _labels(grid: Grid, choices: Choices) -> NDArray[np.int64] | None:
    positions = np.arange(grid.columns * grid.rows)
    if choices.label == ROW:
        return positions // grid.columns
    return positions % grid.columns if choices.label == COLUMN else None


def _empty_at_end(tiles: Pixels) -> int:
    """Number of tiles of one colour at the end; at least the first tile stays."""
    flat = tiles.reshape(len(tiles), -1)
    is_plain = (tiles == tiles[:, :1, :1]).reshape(len(tiles), -1).all(1)
    same = is_plain & (flat == flat[-1]).all(1)
    filled = np.flatnonzero(~same)
    return len(tiles) - 1 - int(filled[-1]) if len(filled) else 0


def _chosen_grid(sheet: NDArray[np.uint8], choices: Choices, name: str) -> Grid | None:
    height, width = sheet.shape[:2]
    gap = choices.gap or 0
    if choices.grid is not None:
        columns, rows = choices.grid
    elif choices.size is not None:
        rows, columns = (
            max(1, (side + gap) // (tile + gap))
            for side, tile in zip((height, width), choices.size, strict=True)
        )
    else:
        return None
    for has_frame in (False, True):
        sides = [
            _tile_side(side, count, gap, has_frame)
            for side, count in ((height, rows), (width, columns))
        ]
        if None not in sides:
            tall, wide = sides
            assert tall is not None
            assert wide is not None
            return Grid(columns, rows, tall, wide, gap, has_frame)
    raise DataError(
        f"{name} has {width:,} by {height:,} pixels, which {columns} columns and {rows} rows"
        f"{f' with {gap} pixels between them' if gap else ''} do not divide: choose another grid."
    )


def _tile_side(side: int, count: int, gap: int, has_frame: bool) -> int | None:
    rest = side - gap * (count + 1 if has_frame else count - 1)
    return rest // count if rest > 0 and rest % count == 0 else None


def recognised_grid(sheet: NDArray[np.uint8]) -> Grid | None:
    """The grid of square tiles of a sheet; None if none is recognised.

    Lines of one colour between the tiles are tried first. Without them, the side of a tile is the
    period of the mean difference between neighbouring pixels, along both axes.
    """
    grey = sheet.mean(2)
    return _with_lines(grey) or _by_period(grey)


def _with_lines(grey: Grey) -> Grid | None:
    for grid in _fitting(grey.shape, _GAPS[1:]):
        if _lines_are_plain(grey, grid) and _lines_stand_out(grey, grid):
            return grid
    return None


def _fitting(shape: tuple[int, ...], gaps: Iterable[int]) -> Iterator[Grid]:
    """The grids of at least two square tiles that fill a sheet, the smallest tiles first."""
    for gap in gaps:
        for side in SIDES:
            for has_frame in (True, False) if gap else (False,):
                edge = gap if has_frame else -gap
                (rows, down), (columns, across) = (
                    divmod(length - edge, side + gap) for length in shape
                )
                if not (down or across) and rows * columns > 1:
                    yield Grid(columns, rows, side, side, gap, has_frame)


def _lines(grey: Grey, grid: Grid) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which rows and which columns of a sheet lie between the tiles."""
    frame = grid.gap if grid.has_frame else 0
    down, across = (
        (np.arange(side) - frame) % (grid.width + grid.gap) >= grid.width for side in grey.shape
    )
    return down, across


def _lines_are_plain(grey: Grey, grid: Grid) -> bool:
    """Whether all pixels between the tiles have one colour."""
    down, across = _lines(grey, grid)
    between = np.concatenate([grey[down].ravel(), grey[:, across].ravel()])
    return between.size > 0 and bool(np.ptp(between) == 0)


def _lines_stand_out(grey: Grey, grid: Grid) -> bool:
    """Whether most pixels beside the lines differ from them in colour.

    Without this, a plain background around every picture would pass for lines of any width.
    """
    down, across = _lines(grey, grid)
    near = grey[np.roll(down, 1) & ~down].ravel(), grey[:, np.roll(across, 1) & ~across].ravel()
    line = (grey[down].ravel() if down.any() else grey[:, across].ravel())[0]
    return bool((np.concatenate(near) != line).mean() > 0.5)


def _by_period(grey: Grey) -> Grid | None:
    profiles = [np.abs(np.diff(grey, axis=axis, append=0)).mean(1 - axis) for axis in (0, 1)]
    for gaps in (_GAPS[:1], _GAPS[1:]):  # gaps in the colour of the background are tried second
        scores = {
            grid: min(
                _explained_variance(profile, grid)
                for profile, count in zip(profiles, (grid.rows, grid.columns), strict=True)
                if count > 1
            )
            for grid in _fitting(grey.shape, gaps)
            if not grid.gap or _lines_are_plain(grey, grid)
        }
        best = max(scores.values(), default=0.0)
        if best >= _CLEAR:
            clear = [grid for grid, score in scores.items() if score >= _NEAR * best]
            return min(clear, key=lambda grid: (grid.width, grid.gap))
    return None


def _explained_variance(profile: NDArray[np.floating[Any]], grid: Grid) -> float:
    """Share of the variance of a profile that its mean period explains, corrected for chance."""
    period = grid.width + grid.gap
    frame = grid.gap if grid.has_frame else 0
    whole = np.pad(profile[frame:], (0, grid.gap))  # the last tile has no gap after it
    table = whole[: len(whole) // period * period].reshape(-1, period)
    total = float(table.var())
    if total == 0:
        return 0.0
    chance = 1 / len(table)
    return (float(table.mean(0).var()) / total - chance) / (1 - chance)
