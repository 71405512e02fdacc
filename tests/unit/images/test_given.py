"""The given pictures of pages, cells, photos and non-digits, each read as it is written."""

import json
from pathlib import Path

import pytest

from benchmarks.reading import read_digits
from core.images.nondigits.doubt import detector

FOLDER = Path(__file__).parent / "given"
MISREAD = {
    "squared-2.jpg": "a 6 between the lines is read as 4",
    "shadow-3.jpg": "a 6 across the edge of the shadow is read as 1",
}


def cases() -> list[object]:
    rows = json.loads((FOLDER / "cases.json").read_text())
    return [
        pytest.param(
            row["file"],
            row["digits"],
            id=row["file"],
            marks=[pytest.mark.xfail(reason=MISREAD[row["file"]], strict=True)]
            if row["file"] in MISREAD
            else [],
        )
        for row in rows
    ]


@pytest.mark.parametrize(("file", "digits"), cases())
def test_a_given_picture_is_read(file: str, digits: str) -> None:
    if detector() is None:
        pytest.skip("the store has no detector")

    assert read_digits((FOLDER / file).read_bytes()) == digits
