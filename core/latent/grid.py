"""The manifold of a latent plane: a grid of places that covers where digits are."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch

from core.errors import LatentError
from core.latent.space import Floats, Space

MAX_SIDE = 40  # digits


@dataclass(frozen=True, eq=False)
class Grid:
    """Places in rows from top to bottom, each row from left to right."""

    spacing: Literal["normal", "even"]
    """``normal``: each cell holds the same share of the prior; ``even``: the same distance."""
    x: Floats
    """(side,), left to right"""
    y: Floats
    """(side,), top to bottom, so the largest comes first"""

    @property
    def places(self) -> Floats:
        """All of them: (side * side, 2)."""
        across, down = np.meshgrid(self.x, self.y, indexing="xy")
        return np.stack([across, down], axis=-1).reshape(-1, 2)


def grid(space: Space, side: int = 20) -> Grid:
    """``side`` by ``side`` places of a latent plane.

    For a variational autoencoder, evenly spaced probabilities through the inverse of the normal's
    distribution function (Kingma and Welling 2013, appendix A): dense where the prior is. For
    another, which has no prior, even steps over the middle 98 % of the test digits.

    Raises LatentError for a space that is no plane.
    """
    if space.size != 2:
        raise LatentError(
            f"'{space.checkpoint}' keeps {space.size} numbers of a digit, and only two make a "
            "plane: choose an autoencoder with two."
        )
    shares = (np.arange(side) + 0.5) / side
    if space.variational:
        line = torch.special.ndtri(torch.from_numpy(shares)).numpy().astype(np.float32)
        return Grid("normal", line, line[::-1].copy())
    x, y = (space.low[axis] + shares * (space.high[axis] - space.low[axis]) for axis in (0, 1))
    return Grid("even", x.astype(np.float32), y[::-1].astype(np.float32))
