"""What stands beside the title of every screen: its guide, the stage, and the link to it."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pages.shared import widgets
from pages.shared.guide import Hint

_mount = widgets.register(Path(__file__).parent)


def toolbar(hints: Sequence[Hint]) -> None:
    """Show the buttons that all screens have; the guide leads through ``hints``."""
    _mount(key="toolbar", data={"hints": [asdict(hint) for hint in hints]})
