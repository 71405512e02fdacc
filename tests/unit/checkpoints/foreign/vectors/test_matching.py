"""Rows of vectors find their pictures: by number, by order, and in the order of people's files."""

from pathlib import Path

import numpy as np
import pytest

from core.checkpoints.foreign.vectors import prepare
from core.data import load
from core.data.imports import add
from core.errors import CheckpointError
from tests.stores import home_at
from tests.unit.checkpoints.foreign.vectors.test_files import npy, npz
from tests.unit.data.imports.files import digits
from tests.unit.data.imports.files import npz as pictures_npz

SET = "digits-8x8"


def pixels(name: str = SET) -> np.ndarray:
    images = load(name).images.numpy()
    return images.reshape(len(images), -1).astype(np.float32)


@pytest.mark.parametrize(
    ("part", "split"),
    [(slice(None), "all"), (slice(0, 1437), "train"), (slice(1437, None), "test")],
)
def test_the_number_of_rows_says_which_pictures(part: slice, split: str) -> None:
    candidate = prepare("v.npy", npy(pixels()[part]), SET)
    assert candidate.split == split
    np.testing.assert_array_equal(candidate.numbers, pixels()[part])
    assert candidate.agreement.share is not None
    assert candidate.agreement.share > 0.9
    assert not candidate.agreement.is_doubtful


def test_row_numbers_overrule_the_order() -> None:
    rows = np.random.default_rng(1).permutation(1797)
    candidate = prepare("v.npz", npz(row=rows, z=pixels()[rows]), SET)
    np.testing.assert_array_equal(candidate.numbers, pixels())


def test_rows_in_another_order_are_noticed() -> None:
    mixed = np.random.default_rng(0).permutation(pixels())
    assert prepare("v.npy", npy(mixed), SET).agreement.is_doubtful


def test_vectors_follow_the_file_that_the_pictures_came_from(tmp_path: Path) -> None:
    images, labels = digits(60)
    file = tmp_path / "mine.npz"
    file.write_bytes(pictures_npz(images=images, labels=labels))
    (tmp_path / "home").mkdir()
    with home_at(tmp_path / "home"):
        add(file, "mine")  # which draws the test pictures at random
        sent = images.reshape(60, -1).astype(np.float32)
        assert not np.array_equal(pixels("mine"), sent)

        candidate = prepare("v.npy", npy(sent), "mine")

        np.testing.assert_array_equal(candidate.numbers, pixels("mine"))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("v.npy", npy(np.zeros((1796, 4)))), "1,796 rows and Digits 8×8 has 1,797 pictures"),
        (
            ("v.npz", npz(row=np.zeros(1797, int), z=np.zeros((1797, 4)))),
            "gives two rows the same row number",
        ),
        (("v.npz", npz(row=np.arange(1797) + 1, z=np.zeros((1797, 4)))), "from 1 to 1,797"),
    ],
)
def test_rows_that_are_not_one_per_picture_are_refused(file: tuple[str, bytes], words: str) -> None:
    with pytest.raises(CheckpointError) as refusal:
        prepare(*file, SET)
    assert words in str(refusal.value)
