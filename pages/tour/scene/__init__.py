"""The pictures of the tour that move by themselves until somebody takes hold of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.figures.pictures import data_uri, image_png
from pages.shared import widgets

_mount = widgets.register(Path(__file__).parent)
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Screen:
    """One of the pictures of a film, with a caption per frame."""

    title: str
    frames: Bytes
    """uint8 (F, H, W)"""
    captions: Sequence[str] = ()
    """F captions, or none"""
    good: Sequence[bool] = ()
    """Per frame, whether the caption says something right; without it, it is neutral"""


@dataclass(frozen=True)
class Place:
    """A picture of the map, and where it lies."""

    x: float
    """0 (left) to 1 (right)"""
    y: float
    """0 (top) to 1 (bottom)"""
    label: str
    colour: str


def pixels(*, key: str, picture: Bytes) -> None:
    """Show a picture, uint8 (H, W), as its grey values, one under the pointer."""
    _mount(key=key, data={"scene": "pixels", "picture": _tall(picture[None])})


def film(
    *, key: str, label: str, ends: tuple[str, str], screens: Sequence[Screen], seconds: int = 6
) -> None:
    """Show screens side by side and one slider for all, whose ends are named.

    Untouched, the slider takes ``seconds`` from one end to the other.
    """
    _mount(
        key=key,
        data={
            "scene": "film",
            "label": label,
            "ends": list(ends),
            "frames": len(screens[0].frames),
            "seconds": seconds,
            "screens": [asdict(screen) | {"frames": _tall(screen.frames)} for screen in screens],
        },
    )


def gathering(*, key: str, background: bytes, pictures: Bytes, places: Sequence[Place]) -> None:
    """Move pictures, uint8 (N, H, W), to their places on a map; ``background`` is a PNG of it."""
    _mount(
        key=key,
        data={
            "scene": "gathering",
            "background": data_uri(background),
            "pictures": _tall(pictures),
            "places": [asdict(place) for place in places],
        },
    )


def _tall(pictures: Bytes) -> str:
    return data_uri(image_png(np.concatenate(list(pictures))))
