"""Contact sheets: sprites of TensorBoard, grids of torchvision, scans."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data import load
from core.data.imports import ChoiceNeeded, Choices, add, understand
from core.errors import DataError
from tests.unit.data.imports.files import digits

IMAGES, LABELS = digits(100)


def sheet(
    folder: Path, images, columns: int, rows: int, gap: int = 0, ground: int = 0, frame: bool = True
) -> Path:
    height, width = images.shape[1:3]
    edge = gap if frame else 0
    size = (
        rows * (height + gap) - gap + 2 * edge,
        columns * (width + gap) - gap + 2 * edge,
        *images.shape[3:],
    )
    pixels = np.full(size, ground, np.uint8)
    for at, image in enumerate(images[: columns * rows]):
        top = edge + at // columns * (height + gap)
        left = edge + at % columns * (width + gap)
        pixels[top : top + height, left : left + width] = image
    path = folder / "sheet.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.mark.parametrize(
    ("columns", "rows", "gap", "ground", "frame"),
    [
        (10, 10, 0, 0, True),
        (20, 5, 0, 0, True),
        (25, 4, 0, 0, True),
        (10, 10, 2, 0, True),
        (10, 10, 2, 128, True),
        (20, 5, 1, 255, False),
    ],
)
def test_the_grid_is_recognised(
    tmp_path: Path, columns: int, rows: int, gap: int, ground: int, frame: bool
) -> None:
    path = sheet(tmp_path, IMAGES, columns, rows, gap, ground, frame)
    seen = understand(path)
    add(path, "mine")
    assert (seen.format, seen.grid, seen.gap) == ("contact sheet", (columns, rows), gap)
    kept = {image.tobytes() for image in load("mine").images.numpy()}
    assert kept == {image.tobytes() for image in IMAGES}


def test_the_grid_can_be_chosen(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1, 96, 96, 3), dtype=np.uint8)
    path = sheet(tmp_path, noise, 1, 1)
    with pytest.raises(
        ChoiceNeeded, match="cannot be recognised: choose its columns and rows"
    ) as c:
        understand(path)
    assert c.value.field == "grid"
    assert understand(path, Choices(grid=(4, 6))).shape == (3, 16, 24)
    assert understand(path, Choices(size=(12, 8))).grid == (12, 8)
    with pytest.raises(DataError, match="7 columns and 7 rows do not divide: choose another grid"):
        understand(path, Choices(grid=(7, 7)))


def test_empty_tiles_at_the_end_are_left_out(tmp_path: Path) -> None:
    seen = understand(sheet(tmp_path, IMAGES[:93], 10, 10))
    assert (seen.train + seen.test, seen.skipped) == (93, {"empty tiles": 7})


@pytest.mark.parametrize(("label", "names"), [("row", 4), ("column", 25)])
def test_rows_or_columns_can_be_classes(tmp_path: Path, label: str, names: int) -> None:
    path = sheet(tmp_path, IMAGES, 25, 4)
    assert understand(path).classes == ()
    assert understand(path).label_options == ("row", "column", "none")
    seen = understand(path, Choices(label=label))
    assert [one.train + one.test for one in seen.classes] == [100 // names] * names
