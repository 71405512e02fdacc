"""The hourglass: a picture, the few numbers that a network keeps of it, the picture drawn again."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.figures import pictures
from core.latent import Loop
from pages.shared import widgets
from pages.shared.choices import dataset

_mount = widgets.register(Path(__file__).parent)


@dataclass(frozen=True)
class Door:
    """A way from the first screen to another one."""

    path: str
    """Address of the screen, such as ``draw``."""
    title: str
    text: str
    """One plain sentence: what to do there."""
    picture: bytes
    """PNG that shows what the screen is about."""


def hourglass(
    *, key: str, model: str, loop: Loop | None, doors: Sequence[Door], compact: bool = False
) -> str | None:
    """Show the moving picture above the doors; returns the path of the door just opened, or None.

    ``model`` is the checkpoint that draws while somebody changes the numbers. Without a ``loop``
    there are only the doors. ``compact`` leaves room above and below the picture.
    """
    result = _mount(
        key=key,
        data={
            "model": model,
            "compact": compact,
            "pixels": math.prod(dataset.shape()),
            "origin": "somebody wrote this" if dataset.shows_digits() else "from the data set",
            "loop": None if loop is None else _script_data(loop),
            "doors": [
                {
                    "path": door.path,
                    "title": door.title,
                    "text": door.text,
                    "picture": pictures.data_uri(door.picture),
                }
                for door in doors
            ],
        },
        on_door_change=lambda: None,
    )
    return result.door


def _script_data(loop: Loop) -> dict[str, object]:
    """The loop for the script: digits and frames as one tall picture each."""
    return {
        "steps": loop.steps,
        "latents": loop.latents.tolist(),
        "digits": pictures.data_uri(pictures.image_png(np.concatenate(loop.digits, axis=-2))),
        "frames": pictures.data_uri(pictures.image_png(np.concatenate(loop.frames, axis=-2))),
    }
