"""Card of a trained model: what it is, what it was trained on and how well it does."""

import platform
from datetime import UTC, datetime

import torch

import models
from core.checkpoints import Card, DatasetCard, Store
from core.data import Dataset
from core.training.card_metrics import measure
from core.training.devices import device_name
from core.training.loop import Trainer
from core.training.recipes.recipe import recipe_from
from core.training.recipes.shipped import RECIPES


def make_card(trainer: Trainer, store: Store) -> Card:
    """Measure a trained model on the test images and describe it in a card.

    ``store`` has the models that the recipe compares it with: its judge and its rival.
    """
    recipe, dataset = trainer.recipe, trainer.dataset
    figures, notes = measure(trainer, store)
    return Card(
        name=recipe.name,
        title=recipe.title,
        model=recipe.model,
        parameters=models.parameter_count(trainer.module),
        recipe=recipe.model_dump(mode="json"),
        dataset=DatasetCard(
            name=dataset.name,
            fingerprint=dataset.fingerprint,
            train_count=len(trainer.rows.train),
            validation_count=len(trainer.rows.validation),
            test_count=len(trainer.rows.test),
            is_sample=dataset.is_sample,
        ),
        history=tuple(epoch.row() for epoch in trainer.history),
        metrics=figures,
        notes=notes,
        versions={"python": platform.python_version(), "torch": torch.__version__},
        device=device_name(trainer.device),
        seconds=sum(epoch.seconds for epoch in trainer.history),
        seed=recipe.seed,
        source=recipe.source,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def remeasure(name: str, dataset: Dataset, store: Store) -> Card:
    """Card of a stored checkpoint with its figures measured again, for the same weights.

    Use it after training a model that the checkpoint is compared with.
    """
    module, card = store.load(name)
    recipe = recipe_from(card.recipe)
    current = RECIPES.get(name)
    if current is not None:
        # The comparison may be newer than the file; the fields that decided the weights are not.
        recipe = recipe.model_copy(update={"judge": current.judge, "rival": current.rival})
    trainer = Trainer(recipe, dataset)
    trainer.module.load_state_dict(module.state_dict())
    figures, notes = measure(trainer, store)
    changes = {
        "metrics": figures,
        "notes": notes,
        "recipe": recipe.model_dump(mode="json"),
        "model": recipe.model,  # with defaults of fields that are newer than the file
    }
    return card.model_copy(update=changes)
