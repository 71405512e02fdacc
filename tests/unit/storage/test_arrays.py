"""Arrays in files: whole and as they were, or missing."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.errors import StorageError
from core.storage.arrays import ArrayFolder


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-100] ^= 1
    file.write_bytes(content)


def empty(file: Path) -> None:
    file.write_bytes(b"")


def garbage(file: Path) -> None:
    file.write_bytes(b"\xff" * 4096)


@pytest.fixture
def folder(tmp_path: Path) -> ArrayFolder:
    return ArrayFolder(tmp_path / "arrays")


@pytest.mark.parametrize("damage", [cut, flip, empty, garbage])
def test_a_damaged_file_counts_as_missing(
    folder: ArrayFolder, damage: Callable[[Path], None]
) -> None:
    folder.write("key", {"a": np.arange(1000, dtype=np.float32)})
    arrays = folder.read("key")
    assert arrays is not None
    np.testing.assert_array_equal(arrays["a"], np.arange(1000))

    (file,) = folder.path.iterdir()
    damage(file)

    assert folder.read("key") is None
    assert folder.all_keys() == ["key"]  # so that it can be deleted


def test_arrays_of_any_memory_order_come_back(folder: ArrayFolder) -> None:
    across = np.asfortranarray(np.arange(12, dtype=np.float32).reshape(3, 4))
    every_second = np.arange(20, dtype=np.int64)[::2]
    folder.write("key", {"across": across, "second": every_second, "none": np.zeros((0, 3))})

    arrays = folder.read("key")

    assert arrays is not None
    np.testing.assert_array_equal(arrays["across"], across)
    np.testing.assert_array_equal(arrays["second"], every_second)
    assert arrays["none"].shape == (0, 3)


def test_a_deleted_file_is_missing_and_deleting_twice_is_no_error(folder: ArrayFolder) -> None:
    folder.write("key", {"a": np.ones(3)})
    folder.delete("key")
    folder.delete("key")

    assert folder.read("key") is None
    assert folder.all_keys() == []


def test_the_stamp_changes_with_the_file(folder: ArrayFolder) -> None:
    assert folder.stamp("key") is None
    folder.write("key", {"a": np.ones(3)})
    first = folder.stamp("key")
    assert first == folder.stamp("key")
    folder.write("key", {"a": np.ones(4)})
    assert folder.stamp("key") != first


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(StorageError, match=r"'key.safetensors' could not be saved"):
        ArrayFolder(tmp_path / "file").write("key", {"a": np.ones(3)})
    assert ArrayFolder(tmp_path / "absent").all_keys() == []
