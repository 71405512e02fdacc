"""Durable writes: whole or not at all, and a sentence with the setting to change."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from core.errors import StorageError
from core.settings import settings
from core.storage import files
from core.storage.files import files_below, open_regular, remove_strays, write_atomic


def test_a_write_replaces_the_file_and_makes_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"

    status = write_atomic(path, b"first")
    write_atomic(path, b"second", durable=False)

    assert path.read_bytes() == b"second"
    assert status.st_size == 5
    assert path.stat().st_mode & 0o777 == files.FILE_MODE
    assert list(path.parent.iterdir()) == [path]


def test_only_a_durable_write_is_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", flushed.append)

    write_atomic(tmp_path / "file", b"worthless after a crash", durable=False)
    assert flushed == []
    write_atomic(tmp_path / "file", b"precious")
    assert len(flushed) == 2  # the file, then its name in the folder


@pytest.mark.parametrize(
    ("folder", "remedy"),
    [
        ("home/jobs/000001", "or set LATENT_LAB_HOME to another folder."),
        ("home/cache/results", "or set LATENT_LAB_HOME to another folder."),
        ("store", "or set LATENT_LAB_CHECKPOINTS to another folder."),
        ("home/store", "or set LATENT_LAB_CHECKPOINTS to another folder."),
        ("elsewhere", "change its permissions."),
    ],
)
def test_a_folder_that_may_not_be_written_names_the_setting_that_moves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, remedy: str
) -> None:
    store = tmp_path / (folder if "store" in folder else "store")
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LATENT_LAB_CHECKPOINTS", str(store))

    def deny(_: int) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "fsync", deny)
    settings.cache_clear()
    try:
        with pytest.raises(StorageError) as caught:
            write_atomic(tmp_path / folder / "file", b"anything")
    finally:
        settings.cache_clear()
    assert str(tmp_path / folder) in str(caught.value)
    assert str(caught.value).endswith(remedy)


def test_strays_of_dead_writers_go_and_links_stay(tmp_path: Path) -> None:
    (tmp_path / f"{files.TEMPORARY_PREFIX}dead").write_bytes(b"half a file")
    (tmp_path / f"{files.TEMPORARY_PREFIX}link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file").write_bytes(b"whole")

    assert remove_strays(tmp_path) == [f"{files.TEMPORARY_PREFIX}dead"]
    assert remove_strays(tmp_path / "absent") == []
    assert (tmp_path / "file").exists()


def test_only_plain_files_of_bounded_size_are_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe")

    with open_regular(tmp_path / "file") as (file, status):
        assert (file.read(), status.st_size) == (b"12345", 5)
    for name, words in (("link", "symbolic link"), ("pipe", "plain file"), (".", "plain file")):
        with pytest.raises(ValueError, match=words), open_regular(tmp_path / name):
            pass
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 4)
    with (
        pytest.raises(ValueError, match="5 bytes, more than the 4 allowed"),
        open_regular(tmp_path / "file"),
    ):
        pass


def test_a_folder_that_is_deleted_meanwhile_is_left_out(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file").write_bytes(b"12345")
    (tmp_path / "link").symlink_to(tmp_path / "first")

    walk = files_below(tmp_path)
    path, status = next(walk)
    shutil.rmtree(tmp_path / ("second" if path.parent.name == "first" else "first"))

    assert (path.name, status.st_size) == ("file", 5)
    assert list(walk) == []
    assert list(files_below(tmp_path / "absent")) == []
