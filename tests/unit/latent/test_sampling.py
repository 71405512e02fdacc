"""Random latent vectors."""

import numpy as np

from core import latent
from core.inference import encodings
from tests.unit.latent.networks import AE


def test_samples_repeat_with_their_seed_and_have_the_fitted_moments() -> None:
    space = latent.measure_space(AE)
    z = encodings.latents(AE, "mnist", "test")

    for draw in (latent.sample_prior, latent.sample_gaussian):
        np.testing.assert_array_equal(draw(space, 5, 3), draw(space, 5, 3))
        assert not np.allclose(draw(space, 5, 3), draw(space, 5, 4))
    many = latent.sample_gaussian(space, 40_000, 0)
    scale = np.sqrt(np.outer(z.std(axis=0), z.std(axis=0)))
    np.testing.assert_allclose((many.mean(axis=0) - z.mean(axis=0)) / z.std(axis=0), 0, atol=0.03)
    np.testing.assert_allclose((np.cov(many.T) - np.cov(z.T)) / scale, 0, atol=0.05)
    plain = latent.sample_prior(space, 40_000, 0)
    np.testing.assert_allclose(plain.mean(axis=0), 0, atol=0.03)
    np.testing.assert_allclose(np.cov(plain.T), np.eye(6), atol=0.03)


def test_steps_by_chance_stay_in_their_range() -> None:
    low, high = np.full(50, -0.5, np.float32), np.full(50, 0.25, np.float32)

    steps = latent.unit_steps(low, high, 1)

    np.testing.assert_array_equal(steps, latent.unit_steps(low, high, 1))
    assert steps.min() == -0.5
    assert steps.max() == 0.25
