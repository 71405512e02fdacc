"""Parquet files as Hugging Face's library writes them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.data import load
from core.data.imports import ChoiceNeeded, Choices, add, understand
from core.errors import DataError
from tests.unit.data.imports.files import digits, picture, zipped

IMAGES, LABELS = digits(60)
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
CELLS: list[Any] = [
    {"bytes": picture(image), "path": f"{at}.png"} for at, image in enumerate(IMAGES)
]


def table(names: dict[str, list[str]] | None = None, **columns: Any) -> pa.Table:
    features = {
        column: {"names": words, "_type": "ClassLabel"} for column, words in (names or {}).items()
    }
    metadata = {"huggingface": json.dumps({"info": {"features": features}})}
    return pa.table(columns).replace_schema_metadata(metadata)


def file(path: Path, content: pa.Table) -> Path:
    pq.write_table(content, path, row_group_size=25)
    return path


def test_pictures_labels_and_class_names_are_read(tmp_path: Path) -> None:
    path = file(tmp_path / "data.parquet", table({"label": WORDS}, image=CELLS, label=LABELS))
    seen = understand(path)
    add(path, "mine")
    assert (seen.format, seen.shape, seen.label) == ("Parquet", (1, 28, 28), "label")
    assert [one.name for one in seen.classes] == WORDS
    known = {image.tobytes(): WORDS[label] for image, label in zip(IMAGES, LABELS, strict=True)}
    loaded = load("mine")
    for image, label in zip(loaded.images.numpy(), loaded.labels.tolist(), strict=True):
        assert known[image.tobytes()] == loaded.classes[label]


@pytest.mark.parametrize("kind", ["files", "zip"])
def test_pieces_of_train_and_test_are_joined(tmp_path: Path, kind: str) -> None:
    paths = [
        file(tmp_path / name, table(image=CELLS[part], label=LABELS[part]))
        for name, part in (
            ("test-00000-of-00001.parquet", slice(40, 60)),
            ("train-00000-of-00002.parquet", slice(20)),
            ("train-00001-of-00002.parquet", slice(20, 40)),
        )
    ]
    if kind == "zip":
        paths = [zipped(tmp_path / "all.zip", {path.name: path.read_bytes() for path in paths})]
    add(paths, "mine")
    loaded = load("mine")
    assert (loaded.train, len(loaded)) == (40, 60)
    assert (loaded.images.numpy() == IMAGES).all()


def test_labels_of_minus_one_and_broken_pictures_are_skipped(tmp_path: Path) -> None:
    labels = LABELS.copy()
    labels[:5] = -1
    cells = [*CELLS[:58], {"bytes": b"no picture", "path": ""}, {"bytes": None, "path": ""}]
    path = file(tmp_path / "data.parquet", table({"label": WORDS}, image=cells, label=labels))
    seen = understand(path)
    assert seen.skipped == {"damaged pictures": 2, "pictures without a label": 5}
    assert seen.train + seen.test == 53


@pytest.mark.parametrize("labels", [["cat", None, "dog"], [3, None, 1]])
def test_missing_labels_are_skipped(tmp_path: Path, labels: list[Any]) -> None:
    path = file(tmp_path / "data.parquet", table(image=CELLS, label=labels * 20))
    seen = understand(path)
    assert (len(seen.classes), seen.skipped) == (2, {"pictures without a label": 20})


def test_two_columns_of_classes_ask_which(tmp_path: Path) -> None:
    names = {"fine_label": WORDS, "coarse_label": ["even", "odd"]}
    content = table(names, img=CELLS, fine_label=LABELS, coarse_label=LABELS % 2)
    path = file(tmp_path / "data.parquet", content)
    with pytest.raises(ChoiceNeeded, match="Several columns of data.parquet") as caught:
        understand(path)
    assert caught.value.options == ("fine_label", "coarse_label", "none")
    seen = understand(path, Choices(label="coarse_label"))
    assert [one.name for one in seen.classes] == ["even", "odd"]


def test_lists_of_numbers_are_pictures_too(tmp_path: Path) -> None:
    content = table(image=IMAGES.reshape(60, 28, 28).tolist(), label=LABELS)
    assert understand(file(tmp_path / "data.parquet", content)).shape == (1, 28, 28)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (table(text=["a"] * 5, label=[1] * 5), "has no column of pictures .text, label."),
        (
            table(image=[{"bytes": None, "path": "a.png"}] * 5, label=[1] * 5),
            "holds the paths of pictures, not the pictures",
        ),
        (table(image=CELLS, label=[[1, 2]] * 60), "has several labels per picture"),
    ],
)
def test_other_columns_are_refused(tmp_path: Path, content: pa.Table, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        understand(file(tmp_path / "data.parquet", content))


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = file(tmp_path / "data.parquet", table(image=CELLS, label=LABELS))
    content = path.read_bytes()
    for changed in (content[:-20], content[:200], content[:-200] + bytes(200)):
        path.write_bytes(changed)
        with pytest.raises(DataError, match="damaged, cut short or encrypted"):
            understand(path)
    body = bytearray(content)
    for seed in range(20):
        at = np.random.default_rng(seed).integers(4, len(content))
        changed = body.copy()
        changed[at] ^= 255
        path.write_bytes(changed)
        try:
            understand(path)
        except DataError:
            continue
