"""Readings without networks, and a clock that tests turn."""

import numpy as np

from core.figures.pictures import Frame
from core.rooms import Room
from core.rooms.drawing import Drawing
from core.rooms.ground import Ground
from core.rooms.reading import Reader, Reading

READER = Reader("dae", "clf", "bottleneck:clf")
GROUND = Ground(
    "A map", 2, Frame(np.zeros(2), 1.0), b"png", (("0", 0.1, 0.2, "#000000"),)
)  # of no digits at all


class Clock:
    """Seconds that pass only on request."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def reading(
    digit: int = 7, *, grey: int = 100, error: float = 1.0, is_digit: bool = True
) -> Reading:
    """The reading of an evenly grey picture as this digit."""
    return Reading(
        seen=np.full((28, 28), grey, np.uint8),
        cleaned=np.zeros((28, 28), np.uint8),
        digit=digit,
        text=str(digit),
        is_digit=is_digit,
        error=error,
        place=(0.25, 0.75),
        neighbours=np.zeros((5, 28, 28), np.uint8),
        neighbour_digits=(digit,) * 5,
    )


def new_room(clock: Clock | None = None) -> Room:
    """An empty room."""
    return Room("abcd2345", READER, GROUND, clock or Clock())


DRAWINGS = [
    Drawing(1, 7, reading(7, grey=100, error=1)),
    Drawing(2, 7, reading(1, grey=201, error=9)),
    Drawing(3, 0, reading(0, grey=50, error=3, is_digit=False)),
]
