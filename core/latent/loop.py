"""A closed walk through a few digits: what an encoder keeps of each, and the pictures between."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from core import inference
from core.checkpoints.pool import pool, require_task
from core.data import Dataset, as_pictures, lookup, to_float, to_uint8
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key


@dataclass(frozen=True, eq=False)
class Loop:
    """N digits in a circle, with S steps from each to the next."""

    digits: NDArray[np.uint8]
    """uint8 (N, H, W), the original images"""
    latents: NDArray[np.float32]
    """float32 (N, latent), the encoder's output for each digit"""
    frames: NDArray[np.uint8]
    """uint8 (N · S, H, W): the decoder's picture at every step; frame S · i is of digit i"""
    steps: int


def loop(checkpoint: str, digits: Dataset, rows: Sequence[int], steps: int = 12) -> Loop:
    """The loop through the images with these row ids, by straight lines in the latent space.

    Raises:
        CheckpointError: the checkpoint is not available or does not reconstruct.
        DataError: a row is not in the data set.
    """
    require_task(pool().card(checkpoint), "reconstruct")
    images = digits.images[[lookup.position(digits, row) for row in rows]]
    key = content_key(
        version=1,
        what="loop",
        checkpoint=pool().store.digest(checkpoint),
        data=digits.fingerprint,
        rows=",".join(map(str, rows)),
        steps=steps,
    )

    def compute() -> Arrays:
        module = pool().module(checkpoint)
        latents = inference.encode(module, to_float(images))
        share = torch.arange(steps)[None, :, None] / steps
        path = latents[:, None] + share * (latents.roll(-1, 0) - latents)[:, None]
        frames = as_pictures(inference.decode(module, path.flatten(0, 1)))
        return {
            "latents": latents.numpy(),
            "frames": to_uint8(frames).numpy(),
        }

    arrays = cached(key, compute)
    return Loop(
        images.numpy(),
        arrays["latents"].astype(np.float32, copy=False),
        arrays["frames"].astype(np.uint8, copy=False),
        steps,
    )
