"""What stands beside the title of every screen: a button that copies the link to what it shows."""

from pathlib import Path

from pages.shared import widgets

_mount = widgets.register(Path(__file__).parent)


def toolbar() -> None:
    """Show the buttons that all screens have."""
    _mount(key="toolbar", data={})
