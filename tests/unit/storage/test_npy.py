"""Headers of NumPy's files."""

import io

import numpy as np
import pytest

from core.errors import CheckpointError, DataError
from core.storage.npy import read_header


def file_of(array: np.ndarray) -> io.BytesIO:
    file = io.BytesIO()
    np.save(file, array)
    file.seek(0)
    return file


def test_the_file_is_left_at_the_first_number() -> None:
    array = np.asfortranarray(np.arange(6, dtype="<i2").reshape(2, 3))
    file = file_of(array)

    assert read_header(file, "a.npy", DataError) == ((2, 3), True, np.dtype("<i2"))
    assert file.read() == array.tobytes("F")


@pytest.mark.parametrize("error", [CheckpointError, DataError])
def test_what_only_unpickling_could_read_is_refused(error) -> None:
    with pytest.raises(error, match="a.npy holds Python objects"):
        read_header(file_of(np.array([{}])), "a.npy", error)


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"\x93NUMPY\x01\x00\xff\xff{", b"\x93NUMPY\x01\x00\x04\x00{'a'"]
)
def test_a_damaged_header_is_one_sentence(content) -> None:
    with pytest.raises(DataError, match="a.npy is not an array that NumPy saved"):
        read_header(io.BytesIO(content), "a.npy", DataError)
