"""Digits to walk from and to, each named by a short text that fits into a link.

``row-60000`` is a digit of the data set, ``class-3`` the mean of all test digits of a class,
``mean`` that of all of them, and ``drawn-…`` a digit that somebody drew: its 28×28 pixels in 16
greys, two in a byte, in base64 for addresses (RFC 4648, section 5) without its padding.
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
from core.data.dataset import SIDE
from core.errors import LatentError
from core.latent.space import Floats, Space

LEVELS = 16  # of grey
BYTES = SIDE * SIDE // 2  # of a drawn digit, two pixels in each
MAX_LENGTH = 600  # letters of a text that names a stop


@dataclass(frozen=True)
class Stop:
    """A digit of the data set, a drawn digit, the mean of a class, or (without any) of all."""

    token: str
    """What names it."""
    row: int | None = None
    label: int | None = None
    """The class whose mean it is, an index into the data set's classes."""
    pixels: bytes | None = None
    """28 rows of 28 bytes, 0 ground to 255 ink."""


def parse(token: str) -> Stop:
    """The stop that a text names; LatentError where it names none."""
    kind, _, rest = token[:MAX_LENGTH].partition("-")
    if token == "mean":
        return Stop(token)
    if kind in ("row", "class") and rest.isascii() and rest.isdigit() and len(rest) <= 9:
        return Stop(token, row=int(rest)) if kind == "row" else Stop(token, label=int(rest))
    if kind == "drawn":
        return Stop(token, pixels=_unpacked(rest))
    raise LatentError(
        f"{token[:40]!r} names no digit: write a row as row-60000, the mean of a class as class-3 "
        "and that of all digits as mean."
    )


def drawn(image: NDArray[np.uint8]) -> str:
    """The text that names a drawn digit, uint8 (28, 28); its greys become one of 16."""
    levels = np.rint(image.reshape(-1) / 17).astype(np.uint8)
    packed = (levels[::2] << 4 | levels[1::2]).tobytes()
    return "drawn-" + base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def _unpacked(text: str) -> bytes:
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        packed = b""
    if len(packed) != BYTES:
        raise LatentError("The drawn digit in the address is damaged: draw it again.")
    bytes_ = np.frombuffer(packed, np.uint8)
    return (np.stack([bytes_ >> 4, bytes_ & 15], axis=1).reshape(-1) * np.uint8(17)).tobytes()


def picture(stop: Stop, dataset: str) -> NDArray[np.uint8] | None:
    """The digit itself, uint8 (28, 28), or None for a mean, which has no picture.

    Raises DataError for a row that the data set does not have.
    """
    if stop.row is not None:
        loaded = data.load(dataset)
        return loaded.images[lookup.position(loaded, stop.row)].numpy()
    if stop.pixels is not None:
        return np.frombuffer(stop.pixels, np.uint8).reshape(SIDE, SIDE)
    return None


def place(stop: Stop, space: Space, dataset: str) -> Floats:
    """Where a stop is in a latent space: (d,).

    Raises DataError for an unknown row, LatentError for a class without a test digit.
    """
    if stop.label is not None:
        classes = data.load(dataset).classes
        if stop.label >= len(classes):
            raise LatentError(f"There is no class {stop.label}: the last is {len(classes) - 1}.")
        mean = space.class_means[stop.label]
        if np.isnan(mean).any():
            raise LatentError(f"There is no {classes[stop.label]} among the test digits here.")
        return mean
    if stop.row is None and stop.pixels is None:
        return space.mean
    digest = pool().store.digest(space.checkpoint)
    return _encoded(space.checkpoint, digest, dataset, data.load(dataset).fingerprint, stop)


@lru_cache(maxsize=256)  # a hand that pulls on a digit asks for its place with every movement
def _encoded(checkpoint: str, digest: str, dataset: str, fingerprint: str, stop: Stop) -> Floats:
    image = picture(stop, dataset)
    assert image is not None
    x = data.to_float(torch.from_numpy(image.copy())[None])
    return inference.encode(pool().module(checkpoint), x)[0].numpy()
