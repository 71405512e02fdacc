"""Grid of latent vectors over a latent plane, to show its manifold of digits."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch

from core.errors import LatentError
from core.latent.space import Floats, Space
from core.text.numbers import quantity

MAX_SIDE = 40  # digits


@dataclass(frozen=True, eq=False)
class Grid:
    """Points in rows from top to bottom, each row from left to right."""

    spacing: Literal["normal", "even"]
    """``normal``: every cell holds the same share of the prior; ``even``: cells of equal size."""
    x: Floats
    """float32 (side,), left to right."""
    y: Floats
    """float32 (side,), top to bottom, so the largest comes first."""

    @property
    def points(self) -> Floats:
        """All points: float32 (side * side, 2)."""
        across, down = np.meshgrid(self.x, self.y, indexing="xy")
        return np.stack([across, down], axis=-1).reshape(-1, 2)


def manifold_grid(space: Space, side: int = 20) -> Grid:
    """A grid of ``side`` by ``side`` points over a latent plane.

    For a variational autoencoder: evenly spaced probabilities through the inverse of the normal
    distribution function, so dense where the prior is (Kingma and Welling, "Auto-Encoding
    Variational Bayes", 2013, appendix A). Others have no prior: even steps over the middle 98 % of
    the test digits.

    Raises LatentError unless the space has two dimensions.
    """
    if space.size != 2:
        raise LatentError(
            f"'{space.checkpoint}' keeps {quantity(space.size, 'number')} per picture, and a "
            "plane needs two: choose an autoencoder with two."
        )
    shares = (np.arange(side) + 0.5) / side
    if space.variational:
        line = torch.special.ndtri(torch.from_numpy(shares)).numpy().astype(np.float32)
        return Grid("normal", line, line[::-1].copy())
    x, y = (space.low[axis] + shares * (space.high[axis] - space.low[axis]) for axis in (0, 1))
    return Grid("even", x.astype(np.float32), y[::-1].astype(np.float32))
