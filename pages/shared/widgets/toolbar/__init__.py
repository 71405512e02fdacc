"""The toolbar beside the title of every screen: its guide, the stage, and a link to the screen."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pages.shared import widgets
from pages.shared.frame.guide import Hint
from pages.shared.frame.stage import TOOLBAR, on_stage, page_scale

_mount = widgets.register(Path(__file__).parent)


def toolbar(hints: Sequence[Hint]) -> None:
    """Show the buttons that all screens have; the guide leads through ``hints``."""
    _mount(
        key=TOOLBAR,
        data={
            "hints": [asdict(hint) for hint in hints],
            "presenting": on_stage(),
            "scale": page_scale(),
        },
        # A change needs no callback, only a rerun, which draws the charts in the new type size.
        on_presenting_change=lambda: None,
        on_scale_change=lambda: None,
    )
