"""What a call costs: an estimate of its processor time, known before it is carried out.

The figures are for one core of a laptop and the slowest shipped network of each kind, so most calls
take less. They decide which calls wait for which, and which are too large for one call.
"""

from dataclasses import dataclass

from core.api.refusal import Refusal
from core.settings import settings

QUICK_MS = 2.0
"""A call that looks something up."""
PASS_MS = 1.5
"""One image through an autoencoder."""
HALF_MS = 0.75
"""One image through an encoder, a decoder or a classifier."""
PIXEL_MS = 2e-5
"""One pixel of a PNG; a GIF takes three times as long."""
NUMBER_MS = 1e-4
"""One number of an answer as JSON."""
JSON_BYTE_MS = 2.5e-5
"""One byte of a body in JSON."""
IMAGE_PIXELS = 784
"""Of an image of the networks that the figures are of."""


@dataclass(frozen=True)
class Cost:
    """The cost of one call."""

    ms: float = QUICK_MS
    """Milliseconds of one core, without the answer's text."""
    numbers: int = 0
    """Numbers in the answer, if that is JSON."""

    def total_ms(self, is_json: bool) -> float:
        """Milliseconds of one core, with the answer's text if that is JSON."""
        return self.ms + (self.numbers * NUMBER_MS if is_json else 0)


def free(_: object) -> Cost:
    """Cost of a call that looks something up."""
    return Cost()


def require_affordable(cost_ms: float) -> None:
    """Raise `Refusal` if a call costs more than one may."""
    most_ms = settings().call_ms
    if cost_ms > most_ms:
        raise Refusal(
            422,
            f"This call would take about {cost_ms / 1000:.1f} s of a processor, and one call may "
            f"take {most_ms / 1000:.1f} s: ask for fewer images, fewer models or a smaller size.",
        )
