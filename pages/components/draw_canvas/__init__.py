"""The drawing board: a digit from a hand or a file, and what the models make of it at once."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from core import noise
from core.data import Dataset
from pages import components

_mount = components.register(Path(__file__).parent)


def draw_canvas(
    *,
    key: str,
    models: Mapping[str, str],
    classifier: str | None,
    examples: Dataset | None,
) -> None:
    """Show the board.

    ``models`` gives each denoiser's name with its title, ``classifier`` the name of the one that
    reads the digits; example digits come from the test split of ``examples``, if there is one.
    """
    level = fields(noise.GaussianNoise)[0]
    _mount(
        key=key,
        data={
            "models": [{"name": name, "title": title} for name, title in models.items()],
            "classifier": classifier,
            "example": None if examples is None else _range(examples.split("test")),
            "noise": {
                "kind": "gaussian",
                "field": level.name,
                "min": 0,
                "max": level.metadata["high"],
                "step": level.metadata["step"],
            },
        },
    )


def _range(test: Dataset) -> dict[str, Any]:
    return {"dataset": test.name, "rows": test.rows[:: max(1, len(test) // 500)].tolist()}
