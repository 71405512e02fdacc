"""Files of pictures on which `make fuzz` has once found a fault."""

import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from core.data.imports import understand
from core.errors import DataError


def npy(header: str, data: bytes = b"") -> bytes:
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


@pytest.mark.parametrize(
    "header",
    [
        "{'descr': '<f4', 'shape': (",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (100000000000000000000, 0, 9), }",
        "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 20000, 20000), }",
    ],
)
def test_a_strange_header_is_a_sentence_and_costs_no_memory(tmp_path: Path, header: str) -> None:
    path = tmp_path / "own.npy"
    path.write_bytes(npy(header, b"few"))
    tracemalloc.start()

    with pytest.raises(DataError, match=r"\.$"):
        understand(path)

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 50_000_000


def test_a_file_without_a_name_in_an_archive_is_skipped(tmp_path: Path) -> None:
    path, buffer = tmp_path / "own.zip", io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x", b"")
    # The name's length in the directory becomes 0, and its letter the start of what is beside it.
    data = bytearray(buffer.getvalue())
    at = data.index(b"PK\x01\x02")
    data[at + 28 : at + 34] = struct.pack("<HHH", 0, 0, 1)
    path.write_bytes(data)

    with pytest.raises(DataError, match=r"\.$"):
        understand(path)


def test_another_name_before_the_content_is_a_sentence(tmp_path: Path) -> None:
    path, buffer = tmp_path / "own.zip", io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("é/1.png", b"few")
    path.write_bytes(buffer.getvalue().replace("é".encode(), b"\xaf\xaf", 1))

    with pytest.raises(DataError, match=r"\.$"):
        understand(path)
