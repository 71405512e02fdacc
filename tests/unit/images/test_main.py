"""The commands of `python -m core.images`."""

import json
from pathlib import Path

import pytest
from PIL import Image

from benchmarks.digit_cases import cases
from core.images.__main__ import main
from core.images.nondigits.doubt import detector
from tests.unit.images.pictures import chosen_digits, file_of

KINDS = ["two digits that touch", "ruled paper", "page upside down", "hard shadow", "cat"]


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


def test_several_files_are_read_as_each_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = []
    for number, case in enumerate(cases(7, 1, KINDS)):
        path = tmp_path / f"{number}{case.suffix}"
        path.write_bytes(case.file)
        files.append(str(path))

    def lines(paths: list[str]) -> list[str]:
        assert main(["read", *paths]) == 0
        return capsys.readouterr().out.splitlines()

    alone = [line for path in files for line in lines([path])]

    assert lines(files) == alone
    assert lines(files[::-1]) == alone[::-1]
    read = [json.loads(line) for line in alone]
    assert [len(one["boxes"]) for one in read] == [len(one["digits"]) for one in read]
    assert sum(len(one["boxes"]) for one in read) >= 10
