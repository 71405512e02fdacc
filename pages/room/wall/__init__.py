"""The wall of a room: the map with everyone's drawings, and what the presenter does with it."""

from collections.abc import Sequence
from pathlib import Path

from pages.shared import widgets

_mount = widgets.register(Path(__file__).parent)


def wall(*, key: str, origins: Sequence[str], warnings: int) -> None:
    """Show the wall, with so many warnings above it.

    ``origins`` are addresses at which phones may find this dashboard. The browser keeps the room
    and its secret, so a reload continues the same room.
    """
    _mount(key=key, data={"origins": list(origins), "warnings": warnings})
