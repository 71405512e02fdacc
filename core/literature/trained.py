"""Models that a claim needs and that are not shipped: trained once, then kept in the cache.

A kept model is found by everything that decides its weights, so that an interrupted run goes on
where it was, and a changed recipe or data set is trained anew.
"""

import hashlib
import json
import logging
from collections.abc import Callable

import torch

from core.checkpoints import Card, LoadedModel, Store
from core.data import Dataset
from core.errors import CheckpointError
from core.training.cards import card_of, initial_weights
from core.training.loop import Trainer
from core.training.recipes import Recipe, recipe_from

log = logging.getLogger(__name__)

# What a recipe says about a model without changing its weights.
_WORDS = {"name", "title", "source", "notes", "judge", "rival"}


def trained(
    recipe: Recipe,
    dataset: Dataset,
    device: torch.device,
    *,
    shipped: Store,
    kept: Store,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> LoadedModel:
    """The model of a recipe: the shipped one where it is the same, else a kept one, else a new one.

    The card tells seed, device and seconds of the training, whenever that was. ``progress`` is
    told the epochs done and their largest number. A recipe that starts from another model names
    it in ``initial``, which is looked for among the kept models first.

    Raises:
        RecipeError: the recipe does not fit the data.
        TrainingError: the loss stopped being a number.
        CheckpointError: the model to start from is missing, or the new one cannot be saved.
    """
    if (same := _shipped(recipe, dataset, shipped)) is not None:
        return same
    key = _key(recipe, dataset, device)
    name = f"{recipe.name[:60]}-{key[:16]}"
    try:
        return kept.open(name)
    except CheckpointError as error:
        log.debug("Training %s: %s", name, error)
    start = None
    if recipe.initial is not None:
        is_kept = any(entry.name == recipe.initial for entry in kept.entries())
        start = initial_weights(recipe, kept if is_kept else shipped)
    trainer = Trainer(recipe, dataset, device, start)
    while not trainer.finished:
        trainer.run_epoch()
        progress(len(trainer.history), recipe.epochs)
    card = card_of(trainer, shipped)
    kept.save(trainer.module, card.model_copy(update={"name": name}))
    return kept.open(name)


def _weights_of(recipe: Recipe) -> dict[str, object]:
    return recipe.model_dump(mode="json", exclude=_WORDS)


def _shipped(recipe: Recipe, dataset: Dataset, store: Store) -> LoadedModel | None:
    """The shipped checkpoint of that name, if the same recipe and data made it."""
    card: Card
    try:
        card = store.card(recipe.name)
    except CheckpointError:
        return None
    # A part of a set keeps the fingerprint of the whole.
    same_data = card.dataset.fingerprint == dataset.fingerprint and len(dataset) == dataset.total
    if same_data and _weights_of(recipe_from(card.recipe)) == _weights_of(recipe):
        return store.open(recipe.name)
    return None


def _key(recipe: Recipe, dataset: Dataset, device: torch.device) -> str:
    decides = {
        "recipe": _weights_of(recipe),
        "data": dataset.fingerprint,
        "images": len(dataset),
        "device": device.type,
    }
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()
