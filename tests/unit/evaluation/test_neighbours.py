"""Nearest neighbours in a latent space and in pixels."""

import numpy as np
import pytest
import torch
from sklearn.neighbors import NearestNeighbors

from core.data import load, to_float
from core.errors import CheckpointError, DataError
from core.evaluation import neighbours as module
from core.evaluation.neighbours import neighbours, open_space, search


def test_the_search_finds_what_scikit_learn_finds_across_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "BLOCK", 64)
    generator = torch.Generator().manual_seed(0)
    vectors = torch.randn(300, 12, generator=generator)
    queries = torch.randn(20, 12, generator=generator)

    distances, places = search(queries, vectors, 7)

    known = NearestNeighbors(n_neighbors=7, algorithm="brute").fit(vectors.double().numpy())
    expected, indices = known.kneighbors(queries.double().numpy())
    np.testing.assert_allclose(distances, expected, rtol=1e-6)
    np.testing.assert_array_equal(places, indices)


def test_equally_near_ones_come_in_order_and_one_can_be_left_out() -> None:
    vectors = torch.tensor([[1.0], [0.0], [1.0], [5.0]])

    distances, places = search(torch.tensor([[1.0]]), vectors, 4)
    assert places.tolist() == [[0, 2, 1, 3]]
    assert distances.tolist() == [[0, 0, 1, 4]]

    _, others = search(torch.tensor([[1.0]]), vectors, 4, torch.tensor([2]))
    assert others.tolist() == [[0, 1, 3]]


def test_vectors_that_are_no_numbers_are_nobody_s_neighbours() -> None:
    vectors = torch.tensor([[float("nan")], [2.0], [float("inf")], [3.0]])

    distances, places = search(torch.tensor([[2.5]]), vectors, 4)

    assert places.tolist() == [[1, 3]]
    assert distances.tolist() == [[0.5, 0.5]]
    assert search(torch.tensor([[0.0]]), vectors[:1], 3)[1].shape == (1, 0)


def test_an_image_has_neighbours_of_its_class_but_is_not_its_own() -> None:
    test = load("digits-8x8").split("test")
    own = test.rows[:50].tolist()

    for encoder, share in ((None, 0.9), ("dae-dense-32-8x8", 0.9), ("ae-conv-2-8x8", 0.6)):
        found = neighbours(
            open_space("digits-8x8", "test", encoder), to_float(test.images[:50]), 5, own
        )
        assert found.rows.shape == found.distances.shape == (50, 5)
        assert found.searched == len(test)
        assert (found.rows != np.array(own)[:, None]).all()
        assert (np.diff(found.distances, axis=1) >= 0).all()
        same = found.labels == test.labels[:50, None].numpy()
        assert same.mean() > share


def test_a_distance_in_pixels_is_of_values_from_0_to_1() -> None:
    data = load("digits-8x8")
    train, test = data.split("train"), data.split("test")

    found = neighbours(open_space("digits-8x8", "train", None), to_float(test.images[:1]), 1, [3])

    image = to_float(train.images[train.rows == int(found.rows[0, 0])])
    expected = (image - to_float(test.images[:1])).norm()
    assert found.distances[0, 0] == pytest.approx(float(expected), rel=1e-5)


def test_an_encoder_that_cannot_is_a_sentence() -> None:
    with pytest.raises(CheckpointError, match="choose a checkpoint for them"):
        open_space("digits-8x8", "test", "ae-conv-2")
    space = open_space("digits-8x8", "test", "ae-conv-2-8x8")
    with pytest.raises(DataError, match="no finite numbers for this picture"):
        neighbours(space, torch.full((1, 1, 8, 8), float("nan")), 3)
