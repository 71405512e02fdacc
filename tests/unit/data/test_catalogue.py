"""The catalogue, and the set that is always there."""

from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits

from core.data import CATALOGUE, is_local, load
from core.data.dataset import is_small_image


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_set_of_the_catalogue_has_a_shape_that_the_models_take(name: str) -> None:
    entry = CATALOGUE[name]
    assert is_small_image(entry.shape)
    assert len(entry.classes) <= 100
    assert entry.origin


def test_the_digits_of_8_by_8_are_always_there() -> None:
    assert is_local("digits-8x8")
    digits = load("digits-8x8")
    assert digits.shape == (1, 8, 8)
    assert (len(digits), digits.train) == (1_797, 1_437)
    assert (int(digits.images.min()), int(digits.images.max())) == (0, 255)
    assert torch.bincount(digits.split("test").labels).tolist() == [36] * 10
    values = digits.images.unique()
    assert len(values) == 17  # counts of 0 to 16 fine pixels
    again = CATALOGUE["digits-8x8"].fetchers[0].fetch(Path())
    assert torch.equal(again.images, digits.images)
    # They are scikit-learn's, each once, with its own label.
    original = load_digits()
    known = {
        (np.rint(image * 255 / 16).astype(np.uint8).tobytes(), int(label))
        for image, label in zip(original.images, original.target, strict=True)
    }
    ours = {
        (image.numpy().tobytes(), int(label))
        for image, label in zip(digits.images, digits.labels, strict=True)
    }
    assert ours == known
