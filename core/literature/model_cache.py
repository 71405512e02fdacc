"""Models that claims need and that are not shipped: trained once, then read from a cache.

Everything that decides the weights is part of a model's key. So an interrupted run continues with
the models that it has, and a model is trained again if its recipe or data set changes.
"""

import json
import logging
from collections.abc import Callable

import torch

from core.checkpoints import Card, LoadedModel, Store
from core.data import Dataset
from core.errors import CheckpointError
from core.storage.digests import sha256
from core.training.cards import make_card
from core.training.loop import Trainer
from core.training.recipes.recipe import Recipe, recipe_from
from core.training.transfer import initial_weights

log = logging.getLogger(__name__)

# Fields of a recipe that do not affect the weights.
_DESCRIPTION = {"name", "title", "source", "notes", "judge", "rival"}


def load_or_train(
    recipe: Recipe,
    dataset: Dataset,
    device: torch.device,
    *,
    store: Store,
    cache: Store,
    on_epoch: Callable[[int, int], None] = lambda done, total: None,
) -> LoadedModel:
    """The model of a recipe: the shipped one if recipe and data agree, else a cached or new one.

    The card has the seed, device and seconds of the training, even if it was in an earlier run.

    Args:
        recipe: what to train. The model named in ``initial`` comes from the cache if it is there,
            otherwise from the shipped ones.
        dataset: the images to train on.
        device: where to train.
        store: store of the shipped models.
        cache: store of the models trained here.
        on_epoch: called after each epoch with the number of epochs done and the largest number.

    Raises:
        RecipeError: the recipe does not fit the data.
        TrainingError: the loss stopped being a number.
        CheckpointError: the model to start from is missing, or the new one cannot be saved.
    """
    if (model := _shipped_model(recipe, dataset, store)) is not None:
        return model
    key = _key(recipe, dataset, device)
    name = f"{recipe.name[:60]}-{key[:16]}"
    try:
        return cache.open(name)
    except CheckpointError as error:
        log.debug("Training %s: %s", name, error)
    start = None
    if recipe.initial is not None:
        is_cached = any(entry.name == recipe.initial for entry in cache.entries())
        start = initial_weights(recipe, cache if is_cached else store)
    trainer = Trainer(recipe, dataset, device, start)
    while not trainer.is_finished:
        trainer.run_epoch()
        on_epoch(len(trainer.history), recipe.epochs)
    card = make_card(trainer, store)
    cache.save(trainer.module, card.model_copy(update={"name": name}))
    return cache.open(name)


def _decisive_fields(recipe: Recipe) -> dict[str, object]:
    return recipe.model_dump(mode="json", exclude=_DESCRIPTION)


def _shipped_model(recipe: Recipe, dataset: Dataset, store: Store) -> LoadedModel | None:
    """The shipped model of that name, if its recipe and data are the same."""
    card: Card
    try:
        card = store.card(recipe.name)
    except CheckpointError:
        return None
    # A subset keeps the fingerprint of the whole set.
    same_data = card.dataset.fingerprint == dataset.fingerprint and len(dataset) == dataset.total
    if same_data and _decisive_fields(recipe_from(card.recipe)) == _decisive_fields(recipe):
        return store.open(recipe.name)
    return None


def _key(recipe: Recipe, dataset: Dataset, device: torch.device) -> str:
    parts = {
        "recipe": _decisive_fields(recipe),
        "data": dataset.fingerprint,
        "images": len(dataset),
        "device": device.type,
    }
    return sha256(json.dumps(parts, sort_keys=True))
