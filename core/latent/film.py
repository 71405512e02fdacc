"""Walks as files: an animated GIF, or a strip of all frames."""

import io
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Frames = NDArray[np.uint8]

MAX_SCALE = 16


def side_by_side(films: NDArray[np.uint8]) -> Frames:
    """Place films of equal length side by side: uint8 (M, N, …, h, w) -> (N, …, h, M w)."""
    return np.concatenate(list(films), axis=-1)


def gif(
    frames: Frames, *, scale: int = 8, milliseconds: int = 80, rests: Collection[int] = ()
) -> bytes:
    """An endless GIF of frames, uint8 (N, h, w) or (N, 3, h, w) in colour.

    Each pixel becomes ``scale`` by ``scale``. Each frame stays for ``milliseconds``, those with an
    index in ``rests`` ten times as long. GIF writers merge equal consecutive frames into one with
    their total duration.
    """
    if frames.ndim == 4:
        frames = frames.transpose(0, 2, 3, 1)  # Pillow expects the colours last
    large = frames.repeat(scale, axis=1).repeat(scale, axis=2)
    images = [Image.fromarray(frame) for frame in large]
    buffer = io.BytesIO()
    images[0].save(
        buffer,
        "GIF",
        save_all=True,
        append_images=images[1:],
        duration=[milliseconds * (10 if at in rests else 1) for at in range(len(images))],
        loop=0,
    )
    return buffer.getvalue()


def strip(films: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Lay out all frames, one film per row: uint8 (M, N, h, w) -> (M h, N w).

    In colour: (M, N, 3, h, w) -> (1, 3, M h, N w), a single image.
    """
    sheet = np.concatenate([np.concatenate(list(film), axis=-1) for film in films], axis=-2)
    return sheet[None] if films.ndim == 5 else sheet
