"""Places drawn by chance: from the prior, and from a Gaussian fitted to the digits."""

import numpy as np

from core.latent.space import Floats, Space


def prior(space: Space, count: int, seed: int) -> Floats:
    """Draws from the standard normal, the prior of a variational autoencoder: (count, d)."""
    return _normal(count, space.size, seed)


def fitted(space: Space, count: int, seed: int) -> Floats:
    """Draws from the Gaussian with the mean and covariance of the test digits: (count, d).

    The same seed throws the same dice as `prior` does.
    """
    steps = _normal(count, space.size, seed)
    z = space.mean + (steps * space.deviations) @ space.directions
    return z.astype(np.float32, copy=False)


def unit_steps(low: Floats, high: Floats, seed: int) -> Floats:
    """One standard normal step for each range, kept within it: (k,), (k,) -> (k,)."""
    return np.clip(_normal(1, len(low), seed)[0], low, high)


def _normal(count: int, size: int, seed: int) -> Floats:
    return np.random.default_rng(seed).standard_normal((count, size), dtype=np.float32)
