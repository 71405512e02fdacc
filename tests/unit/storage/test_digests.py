"""SHA-256 against its own standard."""

import numpy as np

from core.storage.digests import sha256

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4's example


def test_parts_count_as_one_text_whatever_they_are() -> None:
    assert sha256("abc") == ABC
    assert sha256(b"abc") == ABC
    assert sha256(["a", b"b", memoryview(b"c")]) == ABC
    assert sha256(part for part in ("ab", "c")) == ABC


def test_text_is_utf_8_and_arrays_are_their_bytes() -> None:
    assert sha256("é") == sha256("é".encode())
    array = np.arange(6, dtype=np.int32).reshape(2, 3)
    assert sha256(array.data) == sha256(array.tobytes())
