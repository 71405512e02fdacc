"""What a checkpoint does, shown on a few test digits."""

import json
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core import inference, noise
from core.checkpoints import Card
from core.checkpoints.pool import pool
from core.data import Dataset, as_pictures, balanced_subset, lookup, to_float, to_uint8
from core.errors import RecipeError
from core.noise import Noise, make_generator
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key
from models import Network

Kind = Literal["clean", "rebuild", "map", "invent", "read", "nothing"]
VERSION = 1
SEED = 0
MAP_DIGITS = 2000
COLUMNS = 4  # pictures beside each other
INVENTED = 2 * COLUMNS
CLEANED = 2  # digits
READ = 5  # digits


@dataclass(frozen=True)
class Demonstration:
    """What one checkpoint does. Fields that its kind does not use are empty."""

    kind: Kind
    pictures: NDArray[np.uint8]
    """(rows, columns, H, W). ``clean``: digit, noisy, cleaned in each row. ``rebuild``: digits
    above their reconstructions. ``invent``: new digits. ``read``: one row of digits."""
    readings: NDArray[np.int64]
    """The class that a classifier reads for each digit, (columns,)."""
    points: NDArray[np.float32]
    """The two numbers of each digit of a ``map``, (N, 2)."""
    labels: NDArray[np.int64]
    """The class of each digit of a ``map``, (N,)."""


def kind_of(card: Card) -> Kind:
    """Kind of demonstration that suits the checkpoint of this card."""
    if card.latent_size == 2:
        return "map"
    if card.task == "classify":
        return "read"
    if card.task == "encode":
        return "nothing"
    if card.family.variational:
        return "invent"
    return "rebuild" if _noise(card) is None else "clean"


def demonstration_key(name: str, dataset: Dataset) -> str:
    """Content key under which `demonstrate` caches its result."""
    card = pool().card(name)
    return content_key(
        what="demonstration",
        version=VERSION,
        kind=kind_of(card),
        checkpoint=card.sha256,
        noise=json.dumps(card.recipe.get("noise"), sort_keys=True),
        dataset=dataset.fingerprint,
    )


def demonstrate(name: str, dataset: Dataset) -> Demonstration:
    """Run the checkpoint ``name`` on test digits of ``dataset``; cached by content.

    Raises:
        CheckpointError: the checkpoint cannot be loaded.
    """
    card = pool().card(name)
    kind, key = kind_of(card), demonstration_key(name, dataset)
    test = dataset.split("test")
    empty: dict[str, Any] = {
        "pictures": np.zeros((0, 0, *test.shape[1:]), np.uint8),
        "readings": np.zeros(0, np.int64),
        "points": np.zeros((0, 2), np.float32),
        "labels": np.zeros(0, np.int64),
    }
    arrays: dict[str, Any] = empty | cached(
        key, lambda: _compute(kind, pool().module(name), _noise(card), test)
    )
    return Demonstration(kind, **arrays)


def _compute(kind: Kind, module: Network, corruption: Noise | None, test: Dataset) -> Arrays:
    if kind == "nothing":  # codes alone cannot be drawn
        return {}
    if kind == "map":
        classes = max(1, len(test.classes))
        fewest = int(torch.bincount(test.labels, minlength=classes).min())
        rows = balanced_subset(test, min(MAP_DIGITS, fewest * classes), SEED)
        points = inference.encode(module, to_float(test.images[rows]))
        return {"points": points.float().numpy(), "labels": test.labels[rows].numpy()}
    if kind == "invent":
        z = torch.randn(INVENTED, module.config.latent_size, generator=make_generator(SEED))
        return {"pictures": _grid(inference.decode(module, z), 2)}
    digits = to_float(test.images[lookup.first_of_each_class(test)])
    if kind == "read":
        digits = digits[:READ]
        readings = inference.classify(module, digits).argmax(1)
        return {"pictures": _grid(digits, 1), "readings": readings.numpy()}
    if kind == "rebuild":
        digits = digits[:COLUMNS]
        return {"pictures": _grid(torch.cat([digits, inference.reconstruct(module, digits)]), 2)}
    digits = digits[:CLEANED]
    noisy = digits if corruption is None else corruption(digits, make_generator(SEED))
    output = inference.reconstruct(module, noisy)
    return {"pictures": _grid(torch.stack([digits, noisy, output], 1).flatten(0, 1), CLEANED)}


def _noise(card: Card) -> Noise | None:
    """The noise of a card's recipe; None if it has none or one that this version cannot make."""
    try:
        return noise.from_spec(card.recipe["noise"]) if card.recipe.get("noise") else None
    except (RecipeError, TypeError, ValueError, AttributeError, KeyError):
        return None


def _grid(images: Tensor, rows: int) -> NDArray[np.uint8]:
    """Float (rows * columns, C, H, W) in [0, 1] -> uint8 (rows, columns, H, W)."""
    values = to_uint8(images.nan_to_num(0.0))
    pictures = as_pictures(values)
    return pictures.reshape(rows, -1, *pictures.shape[1:]).numpy()
