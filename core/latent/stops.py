"""Stops of a walk: digits and means, each named by a token that fits into a link.

``row-60000`` is a digit of the data set, ``class-3`` the mean of a class's test digits, ``mean``
that of all test digits, and ``drawn-…`` a drawn digit: its pixels, row by row, in 16 greys, two
per byte, in URL-safe base64 (RFC 4648, section 5) without padding.
"""

import base64
import binascii
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray

from core import data, inference
from core.checkpoints.pool import pool
from core.data import lookup
from core.data.dataset import SIDES
from core.errors import LatentError
from core.latent.space import Floats, Space
from core.text.numbers import with_article

GREY_STEP = 255 // 15  # between two of the 16 greys
MIN_PIXELS, MAX_PIXELS = SIDES[0] ** 2, SIDES[-1] ** 2  # of a drawn digit
MAX_LENGTH = 2_800  # characters of a token


@dataclass(frozen=True)
class Stop:
    """A digit of the data set, a drawn digit, the mean of a class, or the mean of all digits."""

    token: str
    """Name of the stop in a link."""
    row: int | None = None
    label: int | None = None
    """Index of the class whose mean it is."""
    pixels: bytes | None = None
    """Row by row, from 0 (background) to 255 (ink); an odd number of pixels is padded with a 0."""


def parse_stop(token: str) -> Stop:
    """The stop that a token names; LatentError if it names none."""
    kind, _, rest = token[:MAX_LENGTH].partition("-")
    if token == "mean":
        return Stop(token)
    if kind in ("row", "class") and rest.isascii() and rest.isdigit() and len(rest) <= 9:
        return Stop(token, row=int(rest)) if kind == "row" else Stop(token, label=int(rest))
    if kind == "drawn":
        return Stop(token, pixels=_unpack(rest))
    raise LatentError(
        f"{token[:40]!r} names no picture: write row-60000 for a row, class-3 for the mean of a "
        "class and mean for that of all pictures."
    )


def drawing_token(image: NDArray[np.uint8]) -> str:
    """The token of a drawn digit, uint8 (H, W), rounded to 16 greys."""
    levels = np.rint(np.pad(image.reshape(-1), (0, image.size % 2)) / GREY_STEP).astype(np.uint8)
    packed = (levels[::2] << 4 | levels[1::2]).tobytes()
    return "drawn-" + base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def _unpack(text: str) -> bytes:
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        packed = b""
    if not MIN_PIXELS <= 2 * len(packed) <= MAX_PIXELS + 1:
        raise LatentError("The drawing in the address is damaged: draw it again.")
    pairs = np.frombuffer(packed, np.uint8)
    levels = np.stack([pairs >> 4, pairs & 15], axis=1).reshape(-1)
    return (levels * np.uint8(GREY_STEP)).tobytes()


def picture(stop: Stop, dataset: str) -> NDArray[np.uint8] | None:
    """Picture of a stop, uint8 (H, W) or (3, H, W), or None for a mean.

    Raises DataError for a row that the data set does not have, LatentError for a drawing of another
    size than its images.
    """
    if stop.row is not None:
        pictures = data.load(dataset)
        return pictures.images[lookup.position(pictures, stop.row)].numpy()
    if stop.pixels is not None:
        channels, height, width = data.entry_named(dataset).shape
        pixels = np.frombuffer(stop.pixels, np.uint8)
        if channels != 1 or len(pixels) != height * width + height * width % 2:
            raise LatentError(
                "The drawing does not have the size of these pictures: draw it again, or choose "
                "the data set that it was drawn for."
            )
        return pixels[: height * width].reshape(height, width)
    return None


def locate(stop: Stop, space: Space, dataset: str) -> Floats:
    """Latent vector of a stop, float32 (d,).

    Raises DataError for an unknown row, LatentError for a class without test digits.
    """
    if stop.label is not None:
        classes = data.load(dataset).classes
        if not classes:
            raise LatentError(
                "These pictures have no classes, so there is no mean of one: choose pictures by "
                "their rows, or the mean of all."
            )
        if stop.label >= len(classes):
            raise LatentError(
                f"There is no class {stop.label}: choose one from 0 to {len(classes) - 1}."
            )
        mean = space.class_means[stop.label]
        if np.isnan(mean).any():
            name = with_article(classes[stop.label])
            raise LatentError(
                f"None of the test pictures is {name}, so it has no mean: choose another class."
            )
        return mean
    if stop.row is None and stop.pixels is None:
        return space.mean
    digest = pool().store.digest(space.checkpoint)
    return _encode(space.checkpoint, digest, dataset, data.load(dataset).fingerprint, stop)


@lru_cache(maxsize=256)  # a dragged stop is located with every movement of the pointer
def _encode(checkpoint: str, digest: str, dataset: str, fingerprint: str, stop: Stop) -> Floats:
    image = picture(stop, dataset)
    assert image is not None
    x = data.to_float(torch.from_numpy(image.copy())[None])
    return inference.encode(pool().module(checkpoint), x)[0].numpy()
