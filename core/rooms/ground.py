"""The map on which a room's drawings land: a picture of its points, the names of its classes."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core import data, maps
from core.data.dataset import Split
from core.figures import palette
from core.figures.pictures import Frame, points_png

DATASET = "mnist"
SPLIT: Split = "test"  # fewer than the training digits, and no network was trained on them
SIDE = 480  # pixels of the picture of the points


@dataclass(frozen=True, eq=False)
class Ground:
    """A map in a square: places go from 0 (left, top) to 1 (right, bottom)."""

    title: str
    count: int
    """Digits on the map"""
    frame: Frame
    points: bytes
    """PNG of the digits, coloured by class, on a transparent background"""
    names: tuple[tuple[str, float, float, str], ...]
    """Name of each class, x and y of the middle of its digits, and its colour"""


def ground(map_id: str) -> Ground:
    """The map in a square.

    Raises ProjectionError if there is no such map, DataError if there are no digits.
    """
    return _ground(map_id, maps.key(map_id, DATASET, SPLIT))


@lru_cache(maxsize=4)
def _ground(map_id: str, _key: str) -> Ground:
    layout = maps.layout(map_id, DATASET, SPLIT)
    frame = Frame.around(layout.xy)
    places = frame.places(layout.xy)
    classes = data.load(DATASET).classes
    return Ground(
        layout.info.title,
        len(layout),
        frame,
        points_png(layout.xy, layout.labels, SIDE),
        tuple(
            (name, *_middle(places[layout.labels == index]), palette.CLASSES[index])
            for index, name in enumerate(classes)
            if (layout.labels == index).any()
        ),
    )


def _middle(places: NDArray[np.float64]) -> tuple[float, float]:
    """The median place, which outliers do not move."""
    x, y = np.nanmedian(places, axis=0).clip(0, 1).tolist()
    return x, y
