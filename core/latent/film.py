"""A walk as a file: a GIF that plays it, or all of its frames on one strip."""

import io
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Frames = NDArray[np.uint8]

MAX_SCALE = 16


def beside(films: NDArray[np.uint8]) -> Frames:
    """Films of equal length side by side: (M, N, h, w) -> (N, h, M w)."""
    return np.concatenate(list(films), axis=2)


def gif(
    frames: Frames, *, scale: int = 8, milliseconds: int = 80, rests: Collection[int] = ()
) -> bytes:
    """An endless GIF of grey frames, uint8 (N, h, w), each pixel ``scale`` by ``scale``.

    The frames whose numbers are in ``rests`` stay ten times as long. Two equal frames in a row
    become one that stays for both, as the format has it.
    """
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
    """All frames beside each other, one film a line: (M, N, h, w) -> (M h, N w)."""
    return np.concatenate([np.concatenate(list(film), axis=1) for film in films], axis=0)
