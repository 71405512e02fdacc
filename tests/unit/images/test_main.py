"""The commands of `python -m core.images`."""

import json
from pathlib import Path

import pytest
from PIL import Image

from core.images.__main__ import main
from core.images.nondigits.doubt import detector
from tests.unit.images.pictures import chosen_digits, file_of


@pytest.fixture(autouse=True)
def _shipped() -> None:
    if detector() is None:
        pytest.skip("the store has no detector")


def test_each_file_has_a_line_with_what_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    images, labels = chosen_digits()
    digit, text = tmp_path / "digit.png", tmp_path / "text.png"
    digit.write_bytes(file_of(Image.fromarray(255 - images[0]).resize((140, 140))))
    text.write_text("no picture")

    assert main(["read", str(digit), str(text), str(tmp_path / "none.png")]) == 0

    read, none, missing = map(json.loads, capsys.readouterr().out.splitlines())
    assert (read["digits"], read["verdict"]) == (str(labels[0]), "digit")
    assert len(read["boxes"]) == len(read["confidence"]) == 1
    assert none["verdict"] == missing["verdict"] == "none"
    assert none["reason"].endswith(".")
