"""One drawing in a room."""

from dataclasses import dataclass

from core.rooms.reading import Reading


@dataclass(frozen=True, eq=False)
class Drawing:
    """A drawing. It does not record which phone it came from."""

    number: int
    """Position in the order of arrival, from 1"""
    digit: int
    """The digit that its author meant"""
    reading: Reading
    is_hidden: bool = False
    version: int = 0
    """Version of the room when the drawing last changed"""

    @property
    def is_right(self) -> bool:
        """Whether the networks read the digit that was meant."""
        return self.reading.is_digit and self.reading.digit == self.digit
