"""Archives that are damaged, encrypted or hostile, and files of other kinds."""

import stat
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from core.data.imports import understand
from core.errors import DataError
from tests.unit.data.imports.conftest import Bound
from tests.unit.data.imports.files import class_folders, digits, npz, picture, written, zipped

IMAGES, LABELS = digits(60)


@pytest.mark.parametrize(
    "name", ["../evil.png", "/etc/evil.png", "a/../../evil.png", "C:/evil.png"]
)
def test_an_entry_that_leads_out_of_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "x.zip", class_folders(3) | {name: picture(IMAGES[0])})
    with pytest.raises(DataError, match="holds a file that leads out of it"):
        understand(path)
    assert {file.name for file in tmp_path.rglob("*.png")} == set()


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", class_folders(3))
    content = bytearray(path.read_bytes())
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + flag] |= 1
            at = content.find(signature, at + 4)
    path.write_bytes(content)
    with pytest.raises(DataError, match="is encrypted: pack it again without a password"):
        understand(path)


def test_an_archive_of_archives_is_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", class_folders(3)).read_bytes()
    path = zipped(tmp_path / "outer.zip", {"inner.zip": inner})
    with pytest.raises(DataError, match="holds only other archives: unpack it, and add one"):
        understand(path)


def test_a_link_in_an_archive_is_skipped(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", class_folders(3))
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("red/link.png")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert understand(path).skipped == {"links": 1}


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9, 0.999])
def test_an_archive_that_is_cut_is_refused(tmp_path: Path, share: float) -> None:
    path = zipped(tmp_path / "x.zip", class_folders(3))
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(DataError, match="is damaged or cut short"):
        understand(path)


def test_flipped_bits_are_refused_or_skipped(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", class_folders(4))
    content = path.read_bytes()
    for seed in range(40):
        changed = bytearray(content)
        changed[np.random.default_rng(seed).integers(len(content))] ^= 255
        path.write_bytes(changed)
        with suppress(DataError):
            seen = understand(path)
            assert seen.train + seen.test + sum(seen.skipped.values()) >= 11


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path, bound: Bound) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/1.png", bytes(3 * 2**20))
        archive.writestr("b/1.png", bytes(3 * 2**20))
    assert path.stat().st_size < 20_000
    bound("IMPORT_MB", 5)
    with pytest.raises(DataError, match="6 MiB unpacked, and one data set may have 5.*IMPORT_MB"):
        understand(path)


def test_a_gzip_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, bound: Bound) -> None:
    import gzip

    content = bytes([0, 0, 8, 3, 0, 0, 100, 0, 0, 0, 0, 28, 0, 0, 0, 28]) + bytes(30 * 2**20)
    [path] = written(tmp_path, {"images.gz": gzip.compress(content)})
    bound("IMPORT_MB", 5)
    with pytest.raises(DataError, match="unpacks to more than the 5 MiB"):
        understand(path)


def test_too_many_files_are_refused_before_their_names_are_read(
    tmp_path: Path, bound: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "x.zip", class_folders(10))
    bound("IMPORT_FILES", 20)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("the names were read"))
    with pytest.raises(DataError, match="more than 20 files: add fewer, or raise .*IMPORT_FILES"):
        understand(path)


def test_an_archive_beside_other_files_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", class_folders(3))
    with pytest.raises(DataError, match="Add the archive x.zip alone"):
        understand([path, *written(tmp_path, {"y.npz": npz(images=IMAGES)})])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no file x.zip: check its name"):
        understand(tmp_path / "x.zip")
