"""Walks through a latent space: the decoder draws while the pointer moves."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from core.data import Dataset, lookup
from core.figures import palette
from pages.shared import widgets

View = Literal["plane", "directions", "between", "arithmetic", "samples", "manifold"]
EXAMPLES = 60  # test digits per class (or in all), from which a button chooses one at random

_mount = widgets.register(Path(__file__).parent, shared_styles=[widgets.BOARD])


def latent_walk(*, key: str, view: View, models: Mapping[str, str], digits: Dataset) -> None:
    """Show one way to walk through the latent spaces of one autoencoder, or of two.

    ``models`` gives each autoencoder's name with its title. The visitor's place stays in the page's
    address.
    """
    test = digits.split("test")
    _mount(
        key=key,
        data={
            "view": view,
            "models": [{"name": name, "title": title} for name, title in models.items()],
            "dataset": digits.name,
            "classes": list(digits.classes),
            "colours": list(palette.CLASSES),
            "examples": [
                lookup.class_rows(test, label)[:EXAMPLES]
                for label in range(max(1, len(digits.classes)))
            ],
            "firstRow": int(digits.rows[0]),
            "lastRow": int(digits.rows[-1]),
        },
    )
