"""Files of other kinds are named, with what to do."""

import io
from pathlib import Path

import pytest

from core.data.imports import understand
from core.errors import DataError
from tests.unit.data.imports.files import written


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89HDF\r\n", "is an HDF5 file: save its arrays with np.savez"),
        (b"\x80\x04\x95", "is a pickle, which can run programs: save its arrays"),
        (b"7z\xbc\xaf'\x1c", "is a 7z archive: pack it as a zip file"),
        (b"%PDF-1.7", "is a PDF file: save its pictures"),
        (b"MATLAB 5.0 MAT-file", "is a MATLAB file: save its arrays"),
        (b"hello world", "is not supported: use IDX, CSV"),
        (b"", "is empty: choose another file"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        understand(written(tmp_path, {"some.bin": content}))


def test_a_tar_archive_is_named(tmp_path: Path) -> None:
    import tarfile

    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("a.png"))
    with pytest.raises(DataError, match="is a tar archive: pack its files as a zip file"):
        understand(written(tmp_path, {"x.tar.gz": file.getvalue()}))
