"""Decoded background of a map: what the decoder draws at each point of a latent plane."""

import io

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from core import inference
from core.checkpoints.pool import pool, require_task
from core.data import to_uint8
from core.errors import ProjectionError
from core.text.numbers import quantity

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
    black on a light one; the rest is transparent. Colour images are opaque.

    Raises CheckpointError for a checkpoint without a decoder, ProjectionError for an empty
    rectangle or a latent space that does not have two dimensions.
    """
    require_task(pool().card(checkpoint), "reconstruct")
    module = pool().module(checkpoint)
    if module.latent_size != 2:
        raise ProjectionError(
            f"'{checkpoint}' decodes {quantity(module.latent_size, 'number')}, so its latent "
            "space is not a plane."
        )
    if not (left < right and bottom < top):
        raise ProjectionError("The part of the plane is empty: zoom out.")
    x = left + (torch.arange(columns) + 0.5) / columns * (right - left)
    y = top - (torch.arange(rows) + 0.5) / rows * (top - bottom)
    z = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1).reshape(-1, 2)
    digits = inference.decode(module, z).clamp(0, 1)
    sheet = _sheet(to_uint8(digits).numpy(), rows, columns)
    if sheet.shape[-1] == 1:
        alpha = sheet[..., 0]
        ink = np.full_like(alpha, 255 if dark else 0)
        picture = Image.fromarray(np.stack([ink, alpha], axis=-1), "LA")
    else:
        picture = Image.fromarray(sheet, "RGB")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _sheet(images: NDArray[np.uint8], rows: int, columns: int) -> NDArray[np.uint8]:
    """Images (rows · columns, C, H, W) laid out in rows: (rows · H, columns · W, C)."""
    channels, height, width = images.shape[1:]
    cells = images.reshape(rows, columns, channels, height, width).transpose(0, 3, 1, 4, 2)
    return cells.reshape(rows * height, columns * width, channels)
