"""The plane of a map as its decoder sees it: a digit for every place, also where none was drawn."""

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

    Each digit is decoded from the middle of its cell. The ink is white for a ``dark`` ground and
    black for a light one; where there is no ink the picture is transparent.

    Raises CheckpointError for a checkpoint without a decoder, ProjectionError for one whose latent
    space is no plane or for an empty rectangle.
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
