"""Decoded background of a map: what the decoder draws at each point of a latent plane."""

import io

import numpy as np
import torch
from PIL import Image

from core import inference
from core.checkpoints.pool import pool, require_task
from core.errors import ProjectionError

MAX_SIDE = 60  # digits


def decoded_grid(
    checkpoint: str,
    left: float,
    right: float,
    bottom: float,
    top: float,
    columns: int,
    rows: int,
    dark: bool,
) -> bytes:
    """A PNG of ``columns`` by ``rows`` decoded digits that covers a rectangle of the plane.

    Each digit is decoded at the middle of its cell. The ink is white on a ``dark`` background and
    black on a light one; the rest is transparent.

    Raises CheckpointError for a checkpoint without a decoder, ProjectionError for an empty
    rectangle or a latent space that does not have two dimensions.
    """
    require_task(pool().card(checkpoint), "reconstruct")
    module = pool().module(checkpoint)
    if module.latent_size != 2:
        raise ProjectionError(
            f"'{checkpoint}' decodes {module.latent_size} numbers, so its space is no plane."
        )
    if not (left < right and bottom < top):
        raise ProjectionError("The part of the plane is empty: zoom out.")
    x = left + (torch.arange(columns) + 0.5) / columns * (right - left)
    y = top - (torch.arange(rows) + 0.5) / rows * (top - bottom)
    z = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1).reshape(-1, 2)
    digits = inference.decode(module, z).clamp(0, 1)
    side = digits.shape[-1]
    alpha = (
        (digits.reshape(rows, columns, side, side) * 255)
        .round()
        .to(torch.uint8)
        .permute(0, 2, 1, 3)
        .reshape(rows * side, columns * side)
        .numpy()
    )
    ink = np.full_like(alpha, 255 if dark else 0)
    buffer = io.BytesIO()
    Image.fromarray(np.stack([ink, alpha], axis=-1), "LA").save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
