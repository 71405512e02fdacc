"""Images that a recipe trains on, validates with and tests with."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

import models
from core.data import Dataset, balanced_subset
from core.data.dataset import shape_text
from core.errors import RecipeError
from core.images import handwriting
from core.noise import make_generator
from core.storage.cache import cached, content_key
from core.storage.digests import sha256
from core.text.numbers import quantity
from core.training.recipes.recipe import Recipe

DIGIT, DIGITS = (1, 28, 28), 10  # shape of an image, classes


@dataclass(frozen=True)
class Rows:
    """Positions of the images of a training, each within its split of the data set."""

    train: Tensor  # int64 (N,), in the training images, without those held out
    validation: Tensor  # int64 (V,), in the training images; empty if none are held out
    test: Tensor  # int64 (T,), in the test images


def choose_rows(recipe: Recipe, dataset: Dataset) -> Rows:
    """Choose the images that a recipe asks for; the same seed gives the same rows.

    Raises:
        RecipeError: the data set is not the recipe's, or has too few images.
    """
    if dataset.name != recipe.dataset:
        raise RecipeError(f"The recipe needs {recipe.dataset}, got {dataset.name}.")
    _require_fit(recipe, dataset)
    rows = _choose(dataset.split("train"), recipe.train_count, recipe.seed, "training")
    held_out = int(len(rows) * recipe.validation_share)
    if held_out or recipe.train_count is not None:
        order = torch.randperm(len(rows), generator=make_generator(recipe.seed))
        rows = rows[order]
    test = _choose(dataset.split("test"), recipe.test_count, recipe.seed, "test")
    if len(rows) == held_out:
        raise RecipeError("There are no images to train on; use more, or hold out fewer.")
    return Rows(rows[held_out:], rows[:held_out], test)


def _require_fit(recipe: Recipe, dataset: Dataset) -> None:
    """Raise RecipeError unless the network takes the images and has their classes."""
    config = models.parse_spec(recipe.model)
    if config.shape != dataset.shape:
        raise RecipeError(
            f"The recipe's network takes images of {shape_text(config.shape)} pixels, and those of "
            f"{dataset.title} have {shape_text(dataset.shape)} ones: set model.shape to "
            f"{list(dataset.shape)}."
        )
    if recipe.family.task != "classify":
        return
    if not dataset.classes:
        raise RecipeError(
            f"{dataset.title} has no labels, and a classifier learns from labels: train an "
            "autoencoder, or choose another data set."
        )
    classes = getattr(config, "classes", len(dataset.classes))
    if classes != len(dataset.classes):
        raise RecipeError(
            f"The recipe's classifier has {classes} classes, and {dataset.title} has "
            f"{len(dataset.classes)}: set model.classes to {len(dataset.classes)}."
        )


def _choose(part: Dataset, count: int | None, seed: int, split: str) -> Tensor:
    """Positions in one split: all of them, or ``count`` balanced by class."""
    if count is None:
        return torch.arange(len(part))
    if count > len(part):
        raise RecipeError(
            f"The recipe needs {quantity(count, f'{split} image')}, {part.title} has {len(part):,}."
        )
    return balanced_subset(part, count, seed)


def written_digits(recipe: Recipe, dataset: Dataset, rows: Rows) -> tuple[Tensor, Tensor]:
    """Training digits made to look like pictures of handwriting, and their labels.

    uint8 (written_count, 28, 28), int64 (written_count,). Each takes 2 ms to make; the result is
    cached. RecipeError if the data set has no such digits.
    """
    train, count = dataset.split("train"), recipe.written_count
    if not count:
        return train.images[:0], train.labels[:0]
    if (dataset.shape, len(dataset.classes)) != (DIGIT, DIGITS):
        raise RecipeError(
            f"Only digits of 28×28 grey pixels can be written, and {dataset.title} has none: set "
            "written_count to 0."
        )
    key = content_key(
        what="written digits",
        version=handwriting.VERSION,
        data=dataset.fingerprint,
        rows=sha256(rows.train.numpy().tobytes()),
        count=count,
        seed=recipe.seed,
    )

    def make() -> dict[str, np.ndarray]:
        images, labels = train.images[rows.train].numpy(), train.labels[rows.train].numpy()
        pages, classes = handwriting.make(count, images, labels, recipe.seed)
        return {"images": pages, "labels": classes}

    kept = cached(key, make)
    return torch.from_numpy(kept["images"].copy()), torch.from_numpy(kept["labels"].copy())
