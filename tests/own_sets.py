"""Two data sets of one's own, unlike MNIST in everything, and networks that learned from them.

`PLAIN` is grey, neither 28×28 nor square, and has no labels. `SHAPES` is coloured, with four
classes.
"""

import io
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PLAIN, SHAPES = "plain-shapes", "shapes"
NAMES = (PLAIN, SHAPES)
CLASSES = ("circle", "cross", "square", "triangle")
COLOURS = ((220, 40, 40), (40, 190, 60), (50, 70, 230), (230, 210, 50))
EACH = 40  # pictures per class
CODE, INVENTOR, READER = "code", "inventor", "reader"
"""What follows a set's name in those of its networks; `PLAIN` has no reader."""


def add_sets(folder: Path) -> None:
    """Add both data sets; their files lie in ``folder``."""
    from core.data.imports import add

    plain, shapes = folder / "plain.npz", folder / "shapes.zip"
    drawn = [_shape(name, 24, number) for number in range(EACH) for name in CLASSES]
    np.savez(plain, images=np.stack([mask[:20] for mask in drawn]).astype(np.uint8) * 255)
    with zipfile.ZipFile(shapes, "w") as archive:
        for name in CLASSES:
            for number in range(EACH):
                archive.writestr(f"{name}/{number}.png", _png(_coloured(name, number)))
    add(plain, PLAIN, title="Plain shapes")
    add(shapes, SHAPES, title="Shapes")


def train_networks() -> list[str]:
    """Train small networks on both for two epochs; their names, in the app's store."""
    from core import data
    from core.checkpoints import Store
    from core.settings import settings
    from core.training.cards import make_card
    from core.training.loop import Trainer
    from core.training.recipes.recipe import on_dataset, recipe_from

    store, names = Store(settings().checkpoints), []
    for name in NAMES:
        dataset, entry = data.load(name), data.entry_named(name)
        for kind, model, noise in _NETWORKS:
            if kind == READER and not entry.classes:
                continue
            values = {
                "name": f"{name}-{kind}", "title": f"{kind.capitalize()} of {entry.title}",
                "model": model, "noise": noise, "epochs": 2,
            }  # fmt: skip
            recipe = on_dataset(recipe_from(values), entry)
            trainer = Trainer(recipe, dataset)
            while not trainer.is_finished:
                trainer.run_epoch()
            store.save(trainer.module, make_card(trainer, store))
            names.append(recipe.name)
    return names


_CONV = {"channels": [4, 8], "strides": [2, 2]}
_NETWORKS = (
    (CODE, {"family": "dense", "widths": [64], "latent": 12}, {"kind": "gaussian", "sigma": 0.3}),
    (INVENTOR, {"family": "vae-conv", **_CONV, "latent": 2}, None),
    (READER, {"family": "clf-conv", **_CONV}, None),
)


def _shape(name: str, side: int, number: int) -> NDArray[np.bool_]:
    """A shape of its own size and place: bool (side, side)."""
    generator = np.random.default_rng([CLASSES.index(name), number])
    y, x = np.mgrid[:side, :side] / side - generator.uniform(0.4, 0.6, (2, 1, 1))
    radius = generator.uniform(0.2, 0.35)
    inside = np.maximum(abs(x), abs(y)) < radius
    return {
        "circle": np.hypot(x, y) < radius,
        "cross": inside & (np.minimum(abs(x), abs(y)) < radius / 3),
        "square": inside,
        "triangle": inside & (2 * abs(x) < y + radius),
    }[name]


def _coloured(name: str, number: int) -> NDArray[np.uint8]:
    picture = np.full((32, 32, 3), 10 + number, np.uint8)
    picture[_shape(name, 32, number)] = COLOURS[number % len(COLOURS)]
    return picture


def _png(picture: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()
