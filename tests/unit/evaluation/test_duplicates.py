"""Images that are the same, or nearly."""

from dataclasses import replace

import numpy as np
import pytest

from core.data import load
from core.evaluation import duplicates
from core.evaluation import neighbours as search_module
from core.evaluation.duplicates import Nearest, exact, nearest
from tests.stores import home_at


@pytest.fixture(autouse=True)
def home(tmp_path):
    with home_at(tmp_path):
        yield


def test_equal_images_are_groups_the_largest_first() -> None:
    test = load("digits-8x8").split("test")
    images = test.images.clone()
    images[[5, 9]] = images[2].clone()
    images[7] = images[1].clone()

    groups = exact(replace(test, images=images))

    first = int(test.rows[0])
    assert [group.tolist() for group in groups[:2]] == [
        [first + 2, first + 5, first + 9],
        [first + 1, first + 7],
    ]


def test_the_nearest_pair_in_pixels_is_the_one_that_was_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    digits = load("digits-8x8")
    images = digits.images.clone()
    images[digits.train + 3] = images[digits.train + 8]
    images[digits.train + 3, 0, 0] ^= 16
    changed = replace(digits, images=images, fingerprint="with a near duplicate")
    for module in (duplicates, search_module):
        monkeypatch.setattr(module, "load", lambda _: changed)

    found = nearest("digits-8x8", "test", None)

    place, other, distance = found.pairs(np.inf)[0]
    assert (place, other) == (3, 8)
    assert distance == pytest.approx(16 / 255, rel=1e-4)
    assert len(found.rows) == 360
    usual = found.pairs(found.usual_threshold)
    assert 1 <= len(usual) <= 5
    assert found.pairs(0) == []


def test_in_a_latent_space_each_image_has_another_as_its_nearest() -> None:
    found = nearest("digits-8x8", "test", "ae-conv-2-8x8")
    assert (found.places != np.arange(360)).all()
    assert np.isfinite(found.distances).all()


def test_a_pair_counts_once_and_images_without_numbers_are_in_none() -> None:
    found = Nearest(
        np.arange(4), np.zeros(4, np.int64), np.array([1, 0, 1, -1]),
        np.array([0.5, 0.5, 2, np.inf], np.float32),
    )  # fmt: skip
    assert found.pairs(3) == [(0, 1, 0.5), (1, 2, 2.0)]
    assert found.usual_threshold == 0.5
    close = Nearest(found.rows, found.labels, found.places, np.full(4, 0.4982, np.float32))
    assert close.usual_threshold == 0.499
    assert len(close.pairs(close.usual_threshold)) > 0
