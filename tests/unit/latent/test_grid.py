"""Grids over a latent plane."""

import numpy as np
import pytest
from scipy.stats import norm

from core import latent
from core.errors import LatentError
from tests.unit.latent.networks import AE, PLANE, VAE


def test_the_manifold_of_a_variational_one_shares_out_the_prior() -> None:
    grid = latent.manifold_grid(latent.measure_space(VAE), 20)

    assert grid.spacing == "normal"
    np.testing.assert_allclose(norm.cdf(grid.x), (np.arange(20) + 0.5) / 20, atol=1e-6)
    np.testing.assert_allclose(grid.y, grid.x[::-1])
    assert grid.points.shape == (400, 2)
    np.testing.assert_array_equal(grid.points[1], [grid.x[1], grid.y[0]])


def test_the_manifold_of_another_covers_the_digits_evenly() -> None:
    space = latent.measure_space(PLANE)
    grid = latent.manifold_grid(space, 10)

    assert grid.spacing == "even"
    np.testing.assert_allclose(np.diff(grid.x), (space.high[0] - space.low[0]) / 10, rtol=1e-4)
    assert grid.x[0] > space.low[0]
    assert grid.y[0] > grid.y[-1]
    with pytest.raises(LatentError, match="keeps 6 numbers"):
        latent.manifold_grid(latent.measure_space(AE))
