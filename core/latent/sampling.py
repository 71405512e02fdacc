"""Random latent vectors: from the prior, or from a Gaussian fitted to the test digits."""

import numpy as np

from core.latent.space import Floats, Space


def sample_prior(space: Space, count: int, seed: int) -> Floats:
    """Sample the standard normal, the prior of a variational autoencoder: float32 (count, d)."""
    return _normal(count, space.size, seed)


def sample_gaussian(space: Space, count: int, seed: int) -> Floats:
    """Sample the Gaussian with the mean and covariance of the test digits: float32 (count, d).

    It transforms the draws that `sample_prior` makes with the same seed.
    """
    steps = _normal(count, space.size, seed)
    z = space.mean + (steps * space.deviations) @ space.directions
    return z.astype(np.float32, copy=False)


def unit_steps(low: Floats, high: Floats, seed: int) -> Floats:
    """One standard normal draw per range, clipped to it: float32 (k,), (k,) -> (k,)."""
    return np.clip(_normal(1, len(low), seed)[0], low, high)


def _normal(count: int, size: int, seed: int) -> Floats:
    return np.random.default_rng(seed).standard_normal((count, size), dtype=np.float32)
