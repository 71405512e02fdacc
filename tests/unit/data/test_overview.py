"""Counts of a data set, and the places of a sheet of samples."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.data import Dataset, load
from core.data.fetchers import FetchedData
from core.data.overview import COLUMNS, cover, overview, samples, tiles
from core.errors import DataError
from tests.unit.data.support import as_dataset


@pytest.fixture
def digits(few: FetchedData) -> Dataset:
    return as_dataset(few)


def test_the_images_of_each_class_are_counted_in_both_parts(digits: Dataset) -> None:
    counts = overview(digits)

    assert counts.train.tolist() == [4] * 10
    assert counts.test.tolist() == [2] * 10
    assert (counts.shared, counts.repeated) == (0, 0)


def test_images_that_are_there_twice_are_found_pixel_by_pixel(few: FetchedData) -> None:
    images = few.images.clone()
    images[1] = images[0]  # twice among the training images
    images[45] = images[7]  # also a test image
    images[46] = images[7]
    images[46, 0, 0] ^= 1  # one pixel differs
    counts = overview(as_dataset(replace(few, images=images)))

    assert (counts.shared, counts.repeated) == (1, 2)


def test_a_set_without_classes_has_one_count(digits: Dataset) -> None:
    plain = replace(digits, classes=(), labels=torch.zeros_like(digits.labels), fingerprint="plain")
    counts = overview(plain)

    assert (counts.train.tolist(), counts.test.tolist()) == ([40], [20])


def test_each_of_few_classes_has_a_column_of_its_own(digits: Dataset) -> None:
    places = samples(digits, rows=8)

    assert places.shape == (8, 10)
    assert (places[:6] >= 0).all()
    assert (places[6:] == -1).all()  # each class has six
    for label, column in enumerate(places[:6].T):
        assert (digits.labels.numpy()[column] == label).all()
        assert (np.diff(column) > 0).all()


def test_the_columns_of_a_class_are_side_by_side(digits: Dataset) -> None:
    few = digits.labels < 2
    pair = replace(digits, images=digits.images[few], labels=digits.labels[few],
                   rows=digits.rows[few.numpy()], classes=digits.classes[:2])  # fmt: skip

    labels = pair.labels.numpy()[samples(pair, rows=1)]

    assert labels.tolist() == [[0] * (COLUMNS // 2) + [1] * (COLUMNS // 2)]


@pytest.mark.parametrize("columns", [7, 4])
def test_in_other_columns_the_classes_take_turns(digits: Dataset, columns: int) -> None:
    places = samples(digits, 3, columns)

    labels = digits.labels.numpy()[places.ravel()]
    assert labels.tolist() == [at % 10 for at in range(places.size)]


def test_images_without_classes_are_spread_over_the_set(digits: Dataset) -> None:
    places = samples(replace(digits, classes=()), rows=2)

    assert places.shape == (2, COLUMNS)
    assert (places.flat[0], places.flat[-1]) == (0, len(digits) - 1)
    assert (np.diff(places.ravel()) >= 0).all()


def test_a_place_without_an_image_is_black(digits: Dataset) -> None:
    sheet = tiles(digits, np.array([[0, -1]]))

    assert sheet.shape == (1, 2, 28, 28)
    assert np.array_equal(sheet[0, 0], digits.images[0].numpy())
    assert not sheet[0, 1].any()


def test_colours_stay_colours(digits: Dataset) -> None:
    colour = replace(digits, images=digits.images[:, None].repeat(1, 3, 1, 1))

    assert tiles(colour, np.array([[0, 1]])).shape == (1, 2, 3, 28, 28)


def test_a_cover_shows_what_the_set_holds() -> None:
    digits = load("digits-8x8")

    assert np.array_equal(cover("digits-8x8", 2, 5), tiles(digits, samples(digits, 2, 5)))
    with pytest.raises(DataError, match="no data set"):
        cover("nothing", 2, 5)
