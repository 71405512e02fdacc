"""Measures of a latent space, on real digits through small networks."""

import numpy as np
import pytest
from sklearn.decomposition import PCA

from core import latent
from core.checkpoints.pool import pool
from core.errors import CheckpointError, LatentError
from core.inference import encodings
from core.latent.space import Space, space_of
from tests.unit.latent.networks import AE, READER, RELU, VAE


@pytest.mark.parametrize("name", [AE, RELU, VAE])
def test_principal_directions_are_those_of_scikit_learn(name: str) -> None:
    space = latent.measure_space(name)
    z = encodings.latents(name, "mnist", "test")

    reference = PCA(svd_solver="full").fit(z.astype(np.float64))

    live = space.deviations > 0
    np.testing.assert_allclose(space.mean, reference.mean_, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(space.variance_share, reference.explained_variance_ratio_, atol=1e-5)
    np.testing.assert_allclose(
        space.deviations[live], np.sqrt(reference.explained_variance_[live]), rtol=1e-3
    )
    alike = np.abs((space.directions * reference.components_).sum(axis=1))
    np.testing.assert_allclose(alike[live], 1, atol=1e-3)


def test_ranges_and_scores_come_from_the_digits() -> None:
    space = latent.measure_space(AE)
    z = encodings.latents(AE, "mnist", "test")
    scores = space.scores(z)

    assert space.count == len(z)
    np.testing.assert_allclose(scores.mean(axis=0), 0, atol=1e-3)
    np.testing.assert_allclose(scores.std(axis=0, ddof=1), 1, rtol=1e-3)
    inside = (scores >= space.scores_low) & (scores <= space.scores_high)
    np.testing.assert_allclose(inside.mean(axis=0), 0.98, atol=0.002)
    inside = (z >= space.low) & (z <= space.high)
    np.testing.assert_allclose(inside.mean(axis=0), 0.98, atol=0.002)


def test_steps_lead_along_the_directions() -> None:
    space = latent.measure_space(AE)
    steps = np.array([1.5, -2, 0.5], np.float32)

    place = space.along(space.mean, steps)

    np.testing.assert_allclose(space.scores(place[None])[0], [1.5, -2, 0.5, 0, 0, 0], atol=1e-4)
    further = space.along(space.mean, np.ones(9, np.float32))
    np.testing.assert_allclose(space.scores(further[None])[0], np.ones(6), atol=1e-4)


def test_directions_always_point_the_same_way() -> None:
    space = latent.measure_space(RELU)
    largest = np.abs(space.directions).argmax(axis=1)
    assert (space.directions[np.arange(space.size), largest] > 0).all()


def measured(z: np.ndarray, labels: list[int]) -> Space:
    return space_of(pool().card(AE), z.astype(np.float32), np.array(labels), 10)


def test_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(LatentError, match="infinite or NaN"):
        measured(np.full((3, 6), np.nan), [0, 1, 2])
    with pytest.raises(LatentError, match="there are none"):
        measured(np.zeros((0, 6)), [])


def test_a_space_where_all_digits_are_one_place_has_no_ways() -> None:
    space = measured(np.ones((4, 6)), [0, 1, 2, 3])

    np.testing.assert_array_equal(space.deviations, 0)
    np.testing.assert_array_equal(space.along(space.mean, np.ones(6, np.float32)), space.mean)
    assert np.isfinite(space.scores(np.zeros((1, 6), np.float32))).all()


def test_a_classifier_has_no_space_to_walk_in() -> None:
    with pytest.raises(CheckpointError, match="classifies images"):
        latent.measure_space(READER)


def test_codes_that_are_never_negative_turn_about_the_origin() -> None:
    np.testing.assert_array_equal(latent.measure_space(RELU).centre, np.zeros(12))
    np.testing.assert_array_equal(latent.measure_space(VAE).centre, np.zeros(2))
    np.testing.assert_array_equal(latent.measure_space(AE).centre, latent.measure_space(AE).mean)
    space = latent.measure_space(RELU)
    ends = encodings.latents(RELU, "mnist", "test")[:2]
    assert latent.walk(ends, 20, "spherical", space.centre).min() >= 0
