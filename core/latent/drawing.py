"""Decode latent vectors, within the range that the encoder can give."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from core import inference
from core.checkpoints.pool import pool
from core.data import as_pictures, to_uint8
from core.errors import LatentError
from core.latent.space import Floats, Space


@dataclass(frozen=True, eq=False)
class Drawing:
    """Decoded digits."""

    digits: NDArray[np.uint8]
    """(n, H, W), 0 background to 255 ink; (n, 3, H, W) for colour images"""
    clipped: int
    """How many of the n · d numbers lay outside the encoder's range and were moved to its edge."""


def decode(space: Space, z: Floats) -> Drawing:
    """Decode latent vectors, float32 (n, d).

    A number that the encoder cannot give, such as a negative one after a ReLU, is first moved to
    the nearest possible one, because the decoder has never seen it. Pixels are clipped to [0, 1].

    Raises LatentError if a pixel is not finite.
    """
    low, high = space.reach
    within = np.clip(z, low, high).astype(np.float32)
    images = inference.decode(pool().module(space.checkpoint), torch.from_numpy(within))
    if not images.isfinite().all():
        raise LatentError(
            f"The decoder of '{space.checkpoint}' gives pixels that are infinite or not numbers "
            "here: go nearer to where pictures are, or choose another autoencoder."
        )
    digits = to_uint8(as_pictures(images)).numpy()
    return Drawing(digits, int((within != z).sum()))
