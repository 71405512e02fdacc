"""Files of vectors: each format read, and each kind of bad file refused in one sentence."""

import io
import zipfile
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

from core.checkpoints.foreign.vectors import read
from core.errors import CheckpointError

Z = np.random.default_rng(0).normal(size=(7, 5)).astype(np.float32)


def npy(array: np.ndarray, **options: bool) -> bytes:
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def parquet(**columns: object) -> bytes:
    file = io.BytesIO()
    pa.parquet.write_table(pa.table(columns), file)
    return file.getvalue()


def text(separator: str, header: bool = True, **more: list[Any]) -> bytes:
    frame = pd.DataFrame(Z, columns=[f"z_{at}" for at in range(5)])
    for name, values in more.items():
        frame.insert(0, name, values)
    return frame.to_csv(sep=separator, index=False, header=header).encode()


LABELS: list[Any] = ["cat", "dog"] * 3 + ["cat"]
ROWS: list[Any] = [6, 5, 4, 3, 2, 1, 0]
GOOD = {
    "npy": ("v.npy", npy(Z)),
    "npy of float16": ("v.npy", npy(Z.astype(np.float16))),
    "npy of maps of one pixel": ("v.npy", npy(Z[:, :, None, None])),
    "npz of one array": ("v.npz", npz(anything=Z)),
    "npz beside labels and pictures": (
        "v.npz", npz(images=np.zeros((7, 8, 8), np.uint8), labels=np.arange(7), embeddings=Z)
    ),
    "TSV as the projector's": ("vectors.tsv", text("\t", header=False)),
    "TSV with names": ("v.tsv", text("\t", label=LABELS)),
    "CSV": ("v.csv", text(",", label=LABELS, index=[*range(7)])),
    "CSV with semicolons": ("v.csv", text(";")),
    "Parquet of columns": ("v.parquet", parquet(**{f"z{at}": Z[:, at] for at in range(5)})),
    "Parquet of lists": ("v.parquet", parquet(label=LABELS, vector=Z.tolist(), x=Z[:, 0])),
    "Parquet of lists of one length": (
        "v.parquet",
        parquet(vector=pa.FixedSizeListArray.from_arrays(pa.array(Z.reshape(-1)), 5)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_file_gives_its_numbers(kind: str) -> None:
    table = read(*GOOD[kind])
    assert table.numbers.dtype == np.float32
    tolerance = 1e-3 if "float16" in kind else 1e-6
    np.testing.assert_allclose(table.numbers, Z, atol=tolerance)
    assert table.rows is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("v.csv", text(",", row=ROWS)),
        ("v.npz", npz(rows=np.array(ROWS), z=Z)),
        ("v.parquet", parquet(row=ROWS, vector=Z.tolist())),
    ],
)
def test_row_numbers_are_read(name: str, data: bytes) -> None:
    table = read(name, data)
    assert table.rows is not None
    assert table.rows.tolist() == ROWS
    assert table.numbers.shape == (7, 5)


def damaged(array: np.ndarray, at: tuple[int, int], value: float) -> np.ndarray:
    copy = array.copy()
    copy[at] = value
    return copy


def npy_of(header: str) -> bytes:
    """A file of NumPy's version 1 with this text for its header."""
    text = header.encode()
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + bytes(64)


def lying_header() -> bytes:
    data = npy(Z)
    return data.replace(b"(7, 5)", b"(9, 5)")


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("z.npy", bytes(2**29 + 1))
    return file.getvalue()


BAD = {
    "not a number": ("v.npy", npy(damaged(Z, (3, 2), np.nan)), "the first in row 3, column 2"),
    "infinite": ("v.npy", npy(damaged(Z, (0, 4), np.inf)), "the first in row 0, column 4"),
    "too large for float32": ("v.npy", npy(np.full((7, 5), 1e300)), "not finite"),
    "a gap in text": ("v.csv", b"z0,z1,z2\n1,2,3\n4,,6\n", "the first in row 1, column 1"),
    "objects": ("v.npy", npy(np.array([[1, None]] * 7), allow_pickle=True), "can run programs"),
    "objects in npz": ("v.npz", npz(z=np.array([["a", None]] * 7)), "can run programs"),
    "text": ("v.csv", b"name,kind\na,b\nc,d\n", "columns of text (name, kind)"),
    "text in npy": ("v.npy", npy(np.array([["a", "b"]] * 7)), "has text and no table of numbers"),
    "complex": ("v.npy", npy(Z + 1j), "complex numbers"),
    "one number each": ("v.npy", npy(Z[:, 0]), "(7,): save one row per picture"),
    "pictures": ("v.npy", npy(np.zeros((7, 8, 8))), "(7, 8, 8): save one row per picture"),
    "too wide": ("v.npy", npy(np.zeros((7, 4096))), "4,096 numbers per picture, more than"),
    "too many columns": ("v.csv", ",".join(["1"] * 4000).encode(), "4,000 numbers per picture"),
    "cut short": ("v.npy", npy(Z)[:-8], "damaged or cut short"),
    "a lying header": ("v.npy", lying_header(), "damaged or cut short"),
    "a header without an end": ("v.npy", npy_of("{'a':" * 200), "is not an array that NumPy saved"),
    "a header that is no Python": (
        "v.npy",
        npy_of("  x\n y\n"),
        "is not an array that NumPy saved",
    ),
    "no zip": ("v.npz", b"PK\x03\x04nothing", "damaged or cut short"),
    "a bomb": ("v.npz", bomb(), "more than the"),
    "no Parquet": ("v.parquet", b"PAR1nothing", "damaged or cut short"),
    "uneven lists": ("v.parquet", parquet(vector=[[1.0, 2.0], [3.0]]), "different lengths"),
    "uneven lines": ("v.csv", b"1,2,3\n4,5,6,7\n8,9,1\n", "other numbers of columns"),
    "empty": ("v.tsv", b"\n", "is empty"),
    "another kind": ("v.pt", b"", "not a file of vectors"),
    "rows that are fractions": ("v.csv", b"row,z0,z1\n0.5,1,2\n1,3,4\n", "one whole number"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_in_one_sentence(kind: str) -> None:
    name, data, words = BAD[kind]
    with pytest.raises(CheckpointError) as refusal:
        read(name, data)
    sentence = str(refusal.value)
    assert words in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
