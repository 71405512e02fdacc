"""A data set in memory: splits, floats for the models, balanced choices."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.data import Dataset, balanced_subset, to_float, to_uint8
from core.data.dataset import split_nouns
from core.data.fetchers import FetchedData
from core.errors import DataError
from tests.unit.data.support import as_dataset

TRAIN_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def test_mnist_is_mnist(mnist: Dataset) -> None:
    train, test = mnist.split("train"), mnist.split("test")
    assert train.labels.bincount().tolist() == TRAIN_COUNTS
    assert test.labels.bincount().tolist() == TEST_COUNTS
    assert mnist.images.shape == (70_000, 28, 28)
    assert (mnist.images.dtype, mnist.labels.dtype) == (torch.uint8, torch.int64)
    assert (int(mnist.images.min()), int(mnist.images.max())) == (0, 255)
    assert (len(mnist), mnist.total, mnist.is_sample, mnist.notice) == (70_000, 70_000, False, None)


def test_a_split_keeps_rows_and_pixels(mnist: Dataset) -> None:
    train, test = mnist.split("train"), mnist.split("test")
    assert mnist.split("all") is mnist
    assert torch.equal(mnist.rows, torch.arange(70_000))
    assert (len(train), train.train, int(train.rows[0])) == (60_000, 60_000, 0)
    assert (len(test), test.train, int(test.rows[0])) == (10_000, 0, 60_000)
    assert torch.equal(test.images[7], mnist.images[60_007])
    assert test.labels[7] == mnist.labels[60_007]
    # Views: visitors who look at a split cost no memory.
    assert test.images.untyped_storage().data_ptr() == mnist.images.untyped_storage().data_ptr()
    assert len(train.split("test")) == 0
    assert len(test.split("train")) == 0
    with pytest.raises(ValueError, match='"train", "test" or "all", not \'valid\''):
        mnist.split("valid")  # pyrefly: ignore[bad-argument-type]


def test_to_float(sample: FetchedData) -> None:
    x = to_float(sample.images)
    assert x.shape == (5_000, 1, 28, 28)
    assert x.dtype == torch.float32
    assert (float(x.min()), float(x.max())) == (0.0, 1.0)
    assert torch.equal((x[:, 0] * 255).round().to(torch.uint8), sample.images)
    assert to_float(sample.images[:0]).shape == (0, 1, 28, 28)
    colours = sample.images[:6].reshape(2, 3, 28, 28)
    assert torch.equal(to_float(colours), x[:6].reshape(2, 3, 28, 28))
    for wrong in (x, sample.images[0]):
        with pytest.raises(ValueError, match="images must be uint8"):
            to_float(wrong)


@given(count=st.integers(0, 60), fewer=st.integers(0, 60), seed=st.integers(0, 2**63 - 1))
def test_a_balanced_subset(few: FetchedData, count: int, fewer: int, seed: int) -> None:
    data = as_dataset(few)
    chosen = balanced_subset(data, count, seed)
    assert chosen.dtype == torch.int64
    assert len(chosen) == len(set(chosen.tolist())) == count
    counts = data.labels[chosen].bincount(minlength=10)
    assert counts.max() - counts.min() <= 1
    assert torch.equal(chosen, balanced_subset(data, count, seed))
    start = min(fewer, count)
    assert torch.equal(chosen[:start], balanced_subset(data, start, seed))
    rest = data.labels[chosen[start:]].bincount(minlength=10)
    assert rest.max() - rest.min() <= 1


def test_other_seeds_choose_other_images(mnist: Dataset) -> None:
    one, two = (set(balanced_subset(mnist, 5_000, seed).tolist()) for seed in (1, 2))
    # 5,000 of 70,000 have about 357 in common by chance.
    assert len(one & two) < 600


def test_too_many_for_a_balanced_subset(few: FetchedData) -> None:
    data = as_dataset(few)
    with pytest.raises(DataError, match=r"6 images of class .* 61 images .* need 7: choose fewer"):
        balanced_subset(data, 61, seed=0)
    with pytest.raises(ValueError, match="got -1"):
        balanced_subset(data, -1, seed=0)


def test_to_uint8_is_the_way_back_and_clips(sample: FetchedData) -> None:
    assert torch.equal(to_uint8(to_float(sample.images))[:, 0], sample.images)
    assert to_uint8(torch.tensor([-0.5, 0.5, 1.5])).tolist() == [0, 128, 255]


def test_a_split_in_words() -> None:
    assert split_nouns("test") == "test pictures"
    assert split_nouns("train", "digit") == "training digits"
    assert split_nouns("all", "garment") == "garments"
