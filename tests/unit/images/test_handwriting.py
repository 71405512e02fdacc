"""Digits written on pages and found again: the same for a seed, readable, and of every label."""

import numpy as np
import pytest

from core.images import handwriting
from core.images.nondigits.doubt import Detector, detector
from tests.unit.images.pictures import chosen_digits


@pytest.fixture(scope="module")
def shipped() -> Detector:
    found = detector()
    if found is None:
        pytest.skip("the store has no detector")
    return found


def test_the_same_seed_writes_the_same_pages() -> None:
    first, second = (handwriting.make(30, *chosen_digits(), seed=4) for _ in range(2))
    other = handwriting.make(30, *chosen_digits(), seed=5)

    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])
    assert not np.array_equal(first[0], other[0])
    assert (first[0].shape, first[0].dtype) == ((30, 28, 28), np.uint8)
    assert (first[1].shape, first[1].dtype) == ((30,), np.int64)


def test_what_was_written_can_be_read(shipped: Detector) -> None:
    images, labels = handwriting.make(300, *chosen_digits(), seed=8)

    opinions = shipped.opinions(images)

    assert set(labels.tolist()) == set(range(10))
    read = np.array([opinion.digit for opinion in opinions])
    assert np.mean(read == labels) > 0.97
    assert np.mean([opinion.verdict == "none" for opinion in opinions]) < 0.04


def test_the_pictures_are_not_the_digits_themselves() -> None:
    digits, labels = chosen_digits()

    images, _ = handwriting.make(40, digits, labels, seed=1)

    nearest = [np.abs(digits.astype(int) - image).mean(axis=(1, 2)).min() for image in images]
    assert min(nearest) > 0.5
