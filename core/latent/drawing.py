"""What the decoder draws at any places of a latent space, within what its encoder can reach."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from core import inference
from core.checkpoints.pool import pool
from core.errors import LatentError
from core.latent.space import Floats, Space


@dataclass(frozen=True, eq=False)
class Drawn:
    """Digits from places."""

    digits: NDArray[np.uint8]
    """(n, 28, 28), 0 ground to 255 ink"""
    clipped: int
    """How many of the n · d numbers were out of the encoder's reach and were moved to its edge."""


def decode(space: Space, z: Floats) -> Drawn:
    """The digits at places (n, d).

    A number that no digit could give, such as a negative one after a ReLU, is first moved to the
    nearest that is possible: the decoder has never seen others. Pixels are cut off at 0 and 1.

    Raises LatentError where a pixel is no finite number.
    """
    low, high = space.reach
    within = np.clip(z, low, high).astype(np.float32)
    pixels = inference.decode(pool().module(space.checkpoint), torch.from_numpy(within))[:, 0]
    if not pixels.isfinite().all():
        raise LatentError(
            f"The decoder of '{space.checkpoint}' gives pixels that are infinite or not numbers "
            "here: go nearer to where digits are, or choose another autoencoder."
        )
    digits = (pixels.clamp(0, 1) * 255).round().to(torch.uint8).numpy()
    return Drawn(digits, int((within != z).sum()))
