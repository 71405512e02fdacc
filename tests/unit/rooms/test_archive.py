"""A room's drawings as a file."""

import csv
import io
import zipfile

import numpy as np
from PIL import Image

from core.rooms.archive import COLUMNS, archive
from tests.unit.rooms.readings import DRAWINGS


def test_the_file_has_a_picture_and_a_line_per_drawing() -> None:
    with zipfile.ZipFile(io.BytesIO(archive(DRAWINGS))) as file:
        assert file.testzip() is None
        table = list(csv.DictReader(io.StringIO(file.read("drawings.csv").decode())))
        pictures = [np.asarray(Image.open(io.BytesIO(file.read(row["file"])))) for row in table]

    assert [row["file"] for row in table] == ["7/0001.png", "7/0002.png", "0/0003.png"]
    assert tuple(table[0]) == COLUMNS
    assert [row["right"] for row in table] == ["1", "0", "0"]
    for picture, drawing in zip(pictures, DRAWINGS, strict=True):
        assert np.array_equal(picture, drawing.reading.seen)
