"""Estimated processor time of a call, known before it runs.

The figures are for one core of a laptop and the slowest shipped network of each kind, so most calls
take less. They decide which calls wait for which, and which are too large for one call.
"""

from dataclasses import dataclass

from core import data
from core.api.refusal import Refusal
from core.checkpoints.pool import pool
from core.data.dataset import Shape
from core.errors import CheckpointError
from core.settings import settings

QUICK_MS = 2.0
"""A call that only looks something up."""
PASS_MS = 1.5
"""One image of 28×28 through an autoencoder; see `Size.share`."""
HALF_MS = 0.75
"""One image of 28×28 through an encoder, a decoder or a classifier."""
PIXEL_MS = 2e-5
"""One pixel of a PNG; a GIF takes three times as long."""
NUMBER_MS = 1e-4
"""One number of an answer as JSON."""
JSON_BYTE_MS = 2.5e-5
"""One byte of a body in JSON."""
PREVIEW_MS = 500.0
"""The preview of a small file, including a trial of its networks on pictures."""
PREVIEW_BYTE_MS = 4e-4
"""One byte of a file of compressed pictures; tables and arrays take a quarter."""
MEASURED = (28, 28)
"""Height and width of the images with which `PASS_MS` and `HALF_MS` were measured."""


@dataclass(frozen=True)
class Size:
    """Size of an image, for an estimate."""

    numbers: int
    """Pixels times channels."""
    share: float
    """Cost of a pass relative to an image of the measured size; at least 1, because a network
    makes as many calls for a small image as for a large one."""


def size_of(dataset: str) -> Size:
    """Size of the images of a data set; DataError if there is none of this name."""
    return _size(data.entry_named(dataset).shape)


def size_for(checkpoint: str) -> Size:
    """Size of the images of a checkpoint; the measured size if there is none of this name."""
    try:
        return _size(pool().card(checkpoint).shape)
    except CheckpointError:  # the call itself will report it
        return _size((1, *MEASURED))


def _size(shape: Shape) -> Size:
    channels, height, width = shape
    share = height * width / (MEASURED[0] * MEASURED[1])
    return Size(channels * height * width, max(1.0, share))


@dataclass(frozen=True)
class Cost:
    """The cost of one call."""

    ms: float = QUICK_MS
    """Milliseconds of one core, without writing the answer as JSON."""
    numbers: int = 0
    """Numbers in the answer, if that is JSON."""

    def total_ms(self, is_json: bool) -> float:
        """Milliseconds of one core, including writing the answer if it is JSON."""
        return self.ms + (self.numbers * NUMBER_MS if is_json else 0)


def lookup_cost(_: object) -> Cost:
    """Cost of a call that only looks something up."""
    return Cost()


def preview_ms(size: int) -> float:
    """Milliseconds of one core to preview files of ``size`` bytes."""
    return PREVIEW_MS + size * PREVIEW_BYTE_MS


def require_affordable(cost_ms: float) -> None:
    """Raise `Refusal` if a call costs more than the limit per call."""
    most_ms = settings().call_ms
    if cost_ms > most_ms:
        raise Refusal(
            422,
            f"This call would take about {cost_ms / 1000:.1f} s of processor time, and one call "
            f"may take {most_ms / 1000:.1f} s: ask for fewer images, fewer models or a smaller "
            "size.",
        )
