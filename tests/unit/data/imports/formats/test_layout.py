"""Where channels, rows and columns are in a row or an array of numbers."""

from pathlib import Path

import numpy as np
import pytest

from core.data import load
from core.data.imports import ChoiceNeeded, Choices, add, understand
from core.errors import DataError
from tests.unit.data.imports.files import digits, npy, npz_at, written

IMAGES, _ = digits(60)
COLOUR = np.stack([IMAGES, IMAGES // 2, 255 - IMAGES], 3)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((60, 28, 28), (1, 28, 28)),
        ((60, 784), (1, 28, 28)),
        ((60, 28, 28, 1), (1, 28, 28)),
        ((60, 1, 28, 28), (1, 28, 28)),
        ((60, 14, 56), (1, 14, 56)),
    ],
)
def test_a_single_array_of_any_usual_shape_is_read(
    tmp_path: Path, shape: tuple[int, ...], expected: tuple[int, int, int]
) -> None:
    [path] = written(tmp_path, {"pictures.npy": npy(IMAGES.reshape(shape))})
    seen = understand(path)
    assert (seen.format, seen.shape, seen.classes) == ("npy", expected, ())


@pytest.mark.parametrize(
    "arrange",
    [
        lambda colour: colour,
        lambda colour: colour.transpose(0, 3, 1, 2),
        lambda colour: colour.reshape(60, -1),
        lambda colour: colour.transpose(0, 3, 1, 2).reshape(60, -1),
        lambda colour: np.asfortranarray(colour),
    ],
    ids=["channels last", "channels first", "row interleaved", "row of planes", "by columns"],
)
def test_colours_are_found_where_they_are(tmp_path: Path, arrange) -> None:
    path = npz_at(tmp_path, x_train=arrange(COLOUR)[:40], x_test=arrange(COLOUR)[40:])
    add(path, "mine")
    assert (load("mine").images.numpy() == COLOUR.transpose(0, 3, 1, 2)).all()


def test_a_row_that_makes_no_square_asks_for_its_size(tmp_path: Path) -> None:
    [path] = written(tmp_path, {"pictures.npy": npy(IMAGES[:, :, :20].reshape(60, -1))})
    with pytest.raises(ChoiceNeeded, match="has 560 numbers, which make no square") as caught:
        understand(path)
    assert caught.value.field == "size"
    assert understand(path, Choices(size=(28, 20))).shape == (1, 28, 20)
    with pytest.raises(DataError, match="is not 20 × 20: choose another"):
        understand(path, Choices(size=(20, 20)))
