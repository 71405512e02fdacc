"""IDX files, as MNIST, EMNIST and Fashion-MNIST are published."""

from pathlib import Path

import numpy as np
import pytest

from core.data import load
from core.data.imports import ChoiceNeeded, Choices, add, understand
from core.errors import DataError
from tests.unit.data.imports.files import digits, gz, idx, written, zipped

IMAGES, LABELS = digits(60)
FOUR = {
    "train-images-idx3-ubyte.gz": gz(idx(IMAGES[:40])),
    "train-labels-idx1-ubyte.gz": gz(idx(LABELS[:40])),
    "t10k-images-idx3-ubyte.gz": gz(idx(IMAGES[40:])),
    "t10k-labels-idx1-ubyte.gz": gz(idx(LABELS[40:])),
}


@pytest.mark.parametrize("kind", ["files", "zip", "folder"])
def test_four_files_are_one_data_set_with_its_split(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "mnist"
    paths = written(folder, FOUR)
    source = {"files": paths, "folder": [folder], "zip": [zipped(tmp_path / "m.zip", FOUR)]}[kind]

    seen = understand(source)
    add(source, "mine")

    assert (seen.format, seen.shape, seen.train, seen.test) == ("IDX", (1, 28, 28), 40, 20)
    assert seen.split_by_file
    loaded = load("mine")
    assert (loaded.images.numpy() == IMAGES).all()
    assert (loaded.labels.numpy() == LABELS).all()


@pytest.mark.parametrize(
    "names",
    [
        ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
        ("images", "labels"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gz])
def test_a_pair_is_read_whatever_its_names(tmp_path: Path, names: tuple[str, str], pack) -> None:
    paths = written(tmp_path, {names[0]: pack(idx(IMAGES)), names[1]: pack(idx(LABELS))})

    seen = understand(paths)

    assert (seen.train, seen.test) == (48, 12)
    assert [one.name for one in seen.classes] == list("0123456789")


def test_pictures_alone_have_no_labels_and_it_says_so(tmp_path: Path) -> None:
    seen = understand(written(tmp_path, {"train-images-idx3-ubyte": idx(IMAGES)}))

    assert seen.classes == ()
    assert "There are no labels; if there is a file of labels, add it too." in seen.notes


def test_labels_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match="There are no pictures in labels: add the file of pictures"
    ):
        understand(written(tmp_path, {"labels": idx(LABELS)}))


def test_a_gz_file_that_is_a_web_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a web page, perhaps an error .* download it again"):
        understand(written(tmp_path, {"train-images.gz": b"<!DOCTYPE html><p>Not found"}))


@pytest.mark.parametrize("cut", [3, 10, 30, -1])
@pytest.mark.parametrize("pack", [bytes, gz])
def test_a_file_that_is_cut_is_refused(tmp_path: Path, cut: int, pack) -> None:
    content = pack(idx(IMAGES))[:cut]
    with pytest.raises(DataError, match="cut short|is not supported"):
        understand(written(tmp_path, {"images": content}))


def test_a_header_that_promises_more_is_refused(tmp_path: Path) -> None:
    content = idx(IMAGES)[:4] + (2**31).to_bytes(4, "big") + idx(IMAGES)[8:]
    with pytest.raises(DataError, match="is cut short"):
        understand(written(tmp_path, {"images": content}))


def test_other_numbers_of_labels_are_refused(tmp_path: Path) -> None:
    paths = written(tmp_path, {"images": idx(IMAGES), "labels": idx(LABELS[:50])})
    with pytest.raises(DataError, match="60 pictures and labels 50 labels: add the files that"):
        understand(paths)


def test_emnist_is_shown_upright(tmp_path: Path) -> None:
    swapped = IMAGES.transpose(0, 2, 1)
    names = ("emnist-letters-train-images-idx3-ubyte", "emnist-letters-train-labels-idx1-ubyte")
    paths = written(tmp_path, {names[0]: idx(swapped), names[1]: idx(LABELS + 1)})

    seen = understand(paths)
    add(paths, "letters")

    assert seen.transposed
    assert [one.name for one in seen.classes] == list("ABCDEFGHIJ")
    kept = {image.tobytes() for image in load("letters").images.numpy()}
    assert kept == {image.tobytes() for image in IMAGES}
    assert not understand(paths, Choices(transposed=False)).transposed


def test_two_sets_in_one_archive_ask_which(tmp_path: Path) -> None:
    contents = {f"{name}/{file}": content for name in "ab" for file, content in FOUR.items()}
    path = zipped(tmp_path / "two.zip", contents)

    with pytest.raises(ChoiceNeeded, match="several sets of pictures") as caught:
        understand(path)
    assert (caught.value.field, caught.value.options) == ("inside", ("a", "b"))
    assert understand(path, Choices(inside="b")).train == 40


def test_numbers_of_more_bytes_are_read(tmp_path: Path) -> None:
    values = (IMAGES / 255).astype(">f4")
    content = bytes([0, 0, 0x0D, 3]) + idx(IMAGES)[4:16] + values.tobytes()
    seen = understand(written(tmp_path, {"images": content}))
    assert seen.value_range == (0, 1)
    assert np.ptp(seen.samples) == 255
