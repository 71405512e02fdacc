"""Zip files and folders of pictures, a folder per class."""

from pathlib import Path

import numpy as np
import pytest

from core.data import load
from core.data.imports import add, understand
from core.errors import DataError
from tests.unit.data.imports.files import class_folders, picture, square, written, zipped

GREY = np.arange(32 * 32, dtype=np.uint8).reshape(32, 32)


def classes(seen) -> dict[str, int]:
    return {one.name: one.train + one.test for one in seen.classes}


@pytest.mark.parametrize("root", ["", "flowers/", "a/b/"])
@pytest.mark.parametrize("kind", ["zip", "folder"])
def test_class_folders_are_a_data_set(tmp_path: Path, root: str, kind: str) -> None:
    contents = class_folders(20, root)
    if kind == "zip":
        path = zipped(tmp_path / "flowers.zip", contents)
    else:
        path = tmp_path / "flowers"
        written(path, contents)

    seen = understand(path)
    add(path, "mine")

    assert (seen.format, seen.shape) == ("class folders", (3, 32, 32))
    assert [(one.name, one.train, one.test) for one in seen.classes] == [
        ("blue", 16, 4),
        ("green", 16, 4),
        ("red", 16, 4),
    ]
    loaded = load("mine")
    for image, label in zip(loaded.images.numpy(), loaded.labels.tolist(), strict=True):
        assert image[:, 16, 16].argmax() == {"red": 0, "green": 1, "blue": 2}[loaded.classes[label]]


def test_pictures_of_a_class_are_not_kept_side_by_side(tmp_path: Path) -> None:
    add(zipped(tmp_path / "flowers.zip", class_folders(40)), "mine")
    assert len(set(load("mine").labels[:40].tolist())) == 3


@pytest.mark.parametrize(
    "names",
    [("train", "test"), ("Training", "Testing"), ("train", "val", "test"), ("training", "valid")],
)
def test_folders_to_train_and_test_are_the_split(tmp_path: Path, names: tuple[str, ...]) -> None:
    contents: dict[str, bytes] = {}
    for name in names:
        contents |= class_folders(10, f"set/{name}/")
    seen = understand(zipped(tmp_path / "set.zip", contents))
    assert len(seen.classes) == 3
    assert seen.train + seen.test == 30 * len(names)
    assert seen.split_by_file == ("test" in names or "Testing" in names)
    if seen.split_by_file:
        assert seen.test == 30
    else:
        assert "The training pictures include 30 validation pictures." in seen.notes
        assert "The file has no separate test pictures." in seen.notes


def test_each_class_can_have_its_own_split(tmp_path: Path) -> None:
    contents = {
        f"{name.split('/')[0]}/{part}/{at}.png": content
        for at, (name, content) in enumerate(class_folders(10).items())
        for part in ("train", "test")
    }
    seen = understand(zipped(tmp_path / "set.zip", contents))
    assert classes(seen) == {"blue": 20, "green": 20, "red": 20}
    assert (seen.train, seen.test) == (30, 30)


def test_junk_is_skipped_and_counted(tmp_path: Path) -> None:
    contents = class_folders(10, "flowers/") | {
        "flowers/.DS_Store": b"x",
        "flowers/red/._1.png": b"x",
        "__MACOSX/flowers/red/._1.png": b"x",
        "flowers/Thumbs.db": b"x",
        "flowers/README.txt": b"hello",
        "flowers/empty/": b"",
        "flowers/red/broken.png": picture(GREY)[:60],
        "flowers/red/nothing.png": b"",
        "flowers/cover.png": picture(GREY),
        "flowers/more.zip": zipped(tmp_path / "x.zip", {"a.txt": b"a"}).read_bytes(),
    }
    seen = understand(zipped(tmp_path / "flowers.zip", contents))
    assert classes(seen) == {"blue": 10, "green": 10, "red": 10}
    assert seen.skipped == {
        "hidden files": 4,
        "other files": 1,
        "archives within the archive": 1,
        "pictures in no class folder": 1,
        "damaged pictures": 2,
    }


def test_what_is_skipped_is_kept_with_the_data_set(tmp_path: Path) -> None:
    contents = class_folders(10) | {"red/broken.png": b"\x89PNG"}
    entry = add(zipped(tmp_path / "flowers.zip", contents), "mine")
    assert entry.addition is not None
    assert "Left out: 1 damaged picture." in entry.addition.notes


@pytest.mark.parametrize("root", ["", "all/"])
def test_pictures_in_no_class_folders_have_no_labels(tmp_path: Path, root: str) -> None:
    contents = {f"{root}{at}.png": picture(square((9, 9, 200), 32, at)) for at in range(20)}
    seen = understand(zipped(tmp_path / "all.zip", contents))
    assert (seen.classes, seen.train, seen.test) == ((), 16, 4)
    assert "There are no class folders, so the pictures have no labels." in seen.notes


def test_pictures_to_test_with_and_others_without_a_split_are_refused(tmp_path: Path) -> None:
    contents = class_folders(5) | class_folders(5, "test/")
    with pytest.raises(DataError, match="put all into these, or none"):
        understand(zipped(tmp_path / "set.zip", contents))


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "flowers"
    written(folder, class_folders(5))
    (folder / "red" / "secret.png").symlink_to("/etc/passwd")
    assert understand(folder).skipped == {"links": 1}
