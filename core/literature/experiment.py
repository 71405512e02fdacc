"""The data set, device and models with which one run measures claims."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import torch
from torch import Tensor

from core import inference
from core.checkpoints import Card, LoadedModel, Store
from core.data import Dataset, balanced_subset, to_float
from core.literature.model_cache import load_or_train
from core.literature.results.series import AnySeries
from core.training.card_metrics import (
    classification_metrics,
    cluster_metrics,
    reconstruction_metrics,
)
from core.training.devices import device_name
from core.training.recipes.recipe import Recipe, recipe_from
from models import Network

QUICK_TRAIN, QUICK_TEST = 600, 200  # images of a quick run
QUICK_EPOCHS = 2


@dataclass
class Experiment:
    """The digits and models of one run; what several claims need is computed once.

    A quick experiment holds a few digits and trains for two epochs. It shows that every claim can
    be measured, but its figures mean nothing.
    """

    dataset: Dataset
    device: torch.device
    store: Store  # of the shipped models
    model_cache: Store  # of the models that claims train
    seed: int = 0  # first seed of what is drawn or trained here; shipped models have their own
    quick: bool = False
    on_status: Callable[[str], None] = lambda text: None  # called with the current step in words
    cards: dict[str, Card] = field(default_factory=dict)  # models behind the current claim
    cache: dict[Any, Any] = field(default_factory=dict)  # values that a theme reuses
    _metrics: dict[str, dict[str, Any]] = field(default_factory=dict)
    _modules: dict[str, Network] = field(default_factory=dict)
    _series: dict[str, tuple[Any, dict[str, Card]]] = field(default_factory=dict)

    @cached_property
    def x(self) -> Tensor:
        """Test images, float32 (N, 1, 28, 28) in [0, 1], on the CPU."""
        return to_float(self.dataset.split("test").images)

    @cached_property
    def labels(self) -> Tensor:
        """Test labels, int64 (N,)."""
        return self.dataset.split("test").labels

    def module(self, name: str) -> Network:
        """A shipped model on the experiment's device.

        Raises:
            CheckpointError: the checkpoint is missing or cannot be read.
        """
        self.cards[name] = self.store.card(name)
        if name not in self._modules:
            self._modules[name] = self.store.open(name).module.to(self.device)
        return self._modules[name]

    def card(self, name: str) -> Card:
        """The card of a shipped model.

        Raises:
            CheckpointError: the checkpoint is missing or cannot be read.
        """
        self.module(name)
        return self.cards[name]

    def metrics(self, name: str) -> dict[str, Any]:
        """Metrics of a shipped model, measured on the test images instead of read from its card."""
        module, card = self.module(name), self.card(name)
        if name not in self._metrics:
            recipe = recipe_from(card.recipe)
            if module.task == "classify":
                metrics = classification_metrics(module, self.x, self.labels, recipe)
            else:
                metrics = reconstruction_metrics(module, self.x, self.labels, recipe, self.store)
                if card.family.contrastive:
                    metrics |= cluster_metrics(module, self.dataset)
            self._metrics[name] = metrics
        return self._metrics[name]

    def series(self, compute: "Callable[[Experiment], AnySeries]") -> AnySeries:
        """A series, computed once for all the claims and figures that use it."""
        name = f"{compute.__module__}.{compute.__qualname__}"
        if name not in self._series:
            before, self.cards = self.cards, {}
            result = compute(self)
            self._series[name] = result, self.cards
            self.cards = before
        result, cards = self._series[name]
        self.cards |= cards
        return result

    def stamp(self) -> dict[str, Any]:
        """The fields that every series has: device, date and number of test images."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return {"device": device_name(self.device), "date": now, "images": len(self.x)}

    def encode(self, name: str) -> Tensor:
        """Latent vectors of the test images by a shipped model, float (N, latent)."""
        return inference.encode(self.module(name), self.x)

    def train(self, recipe: Recipe) -> LoadedModel:
        """The model of a recipe, trained on this experiment's digits unless it is cached."""
        if self.quick:
            recipe = _quick_recipe(recipe)

        def on_epoch(done: int, total: int) -> None:
            self.on_status(f"training {recipe.name}, seed {recipe.seed}: epoch {done} of {total}")

        model = load_or_train(
            recipe,
            self.dataset,
            self.device,
            store=self.store,
            cache=self.model_cache,
            on_epoch=on_epoch,
        )
        self.cards[model.card.name] = model.card
        return replace(model, module=model.module.to(self.device))


def quick_subset(dataset: Dataset) -> Dataset:
    """A few digits of both splits, balanced by class, for a quick run."""
    train, test = dataset.split("train"), dataset.split("test")
    train_rows = balanced_subset(train, QUICK_TRAIN, 0)
    rows = torch.cat([train_rows, dataset.train + balanced_subset(test, QUICK_TEST, 0)])
    return replace(
        dataset,
        images=dataset.images[rows],
        labels=dataset.labels[rows],
        rows=dataset.rows[rows],
        train=QUICK_TRAIN,
    )


def _quick_recipe(recipe: Recipe) -> Recipe:
    values = recipe.model_dump(mode="json") | {"epochs": QUICK_EPOCHS}
    # Fewer than all of the test images: a recipe's own test set is a part of them.
    for key, most in (("train_count", QUICK_TRAIN), ("test_count", QUICK_TEST // 2)):
        if values[key] is not None:
            values[key] = min(values[key], most)
    return recipe_from(values)
