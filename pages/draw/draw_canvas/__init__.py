"""The drawing board: a digit from a pointer or a file, and what the models make of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import noise
from core.data import Dataset
from core.data.dataset import Split
from core.figures import palette
from core.maps import MapInfo
from core.maps.projections.request import nouns
from pages.shared import widgets

_mount = widgets.register(Path(__file__).parent)


@dataclass(frozen=True)
class Landing:
    """The map on which a drawing lands, and which digits it shows."""

    info: MapInfo
    title: str
    split: Split
    key: str
    """Content key of the map."""
    distance_space: str
    """Name of the distance space, or "" if it is the map itself."""


def draw_canvas(
    *,
    key: str,
    models: Mapping[str, str],
    classifier: str | None,
    examples: Dataset | None,
    landing: Landing | None,
    demonstrates: bool = False,
) -> None:
    """Show the board.

    ``models`` gives each denoiser's name with its title, ``classifier`` the name of the model that
    reads the digits. Example digits come from the test split of ``examples``. With ``demonstrates``
    a pen draws digits by itself until somebody touches the board.
    """
    _mount(
        key=key,
        data={
            "models": [{"name": name, "title": title} for name, title in models.items()],
            "classifier": classifier,
            "example": None if examples is None else _range(examples.split("test")),
            "noises": [_kind(name) for name in noise.KINDS],
            "map": None if examples is None or landing is None else _map(landing, examples),
            "demonstrates": demonstrates,
        },
    )


def _range(test: Dataset) -> dict[str, Any]:
    return {"dataset": test.name, "rows": test.rows[:: max(1, len(test) // 500)].tolist()}


def _kind(name: str) -> dict[str, Any]:
    level = noise.level_control(name)
    return {
        "kind": name,
        "title": noise.KINDS[name].title,
        "field": level.name,
        "max": level.high,
        "step": level.step,
    }


def _map(landing: Landing, examples: Dataset) -> dict[str, Any]:
    info = landing.info
    return {
        "id": info.id,
        "key": landing.key,
        "title": landing.title,
        "about": info.about,
        "split": landing.split,
        "noun": nouns(examples.name, landing.split),
        "distanceSpace": landing.distance_space,
        "dataset": examples.name,
        "classes": list(examples.classes),
        "colours": list(palette.CLASSES),
    }
