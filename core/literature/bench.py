"""What a claim is measured with: the digits, the shipped models, models trained on demand."""

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
from core.literature.series import AnySeries
from core.literature.trained import trained
from core.training.cards import classification_metrics, cluster_metrics, reconstruction_metrics
from core.training.loop import device_name
from core.training.recipes import Recipe, recipe_from
from models import Network

QUICK_TRAIN, QUICK_TEST = 600, 200  # images of a quick run
QUICK_EPOCHS = 2


@dataclass
class Bench:
    """The digits and models of one run; everything measured twice is kept.

    ``seed`` is the first seed of whatever is drawn or trained here; shipped models have their own.
    A quick bench holds a few digits and trains for two epochs: it shows that every claim can be
    measured, and its figures mean nothing.
    """

    dataset: Dataset
    device: torch.device
    shipped: Store
    kept: Store
    seed: int = 0
    quick: bool = False
    say: Callable[[str], None] = lambda text: None  # told what is being done, in a few words
    used: dict[str, Card] = field(default_factory=dict)  # the models that the current claim took
    memo: dict[Any, Any] = field(default_factory=dict)  # what a theme wants to keep for later
    _figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    _modules: dict[str, Network] = field(default_factory=dict)
    _series: dict[str, tuple[Any, dict[str, Card]]] = field(default_factory=dict)

    @cached_property
    def x(self) -> Tensor:
        """The test images, float32 (N, 1, 28, 28) in [0, 1], on the CPU."""
        return to_float(self.dataset.split("test").images)

    @cached_property
    def labels(self) -> Tensor:
        """The test labels, int64 (N,)."""
        return self.dataset.split("test").labels

    def module(self, name: str) -> Network:
        """A shipped model on the bench's device; `CheckpointError` where it cannot be had."""
        self.used[name] = self.shipped.card(name)
        if name not in self._modules:
            self._modules[name] = self.shipped.open(name).module.to(self.device)
        return self._modules[name]

    def card(self, name: str) -> Card:
        """The card of a shipped model; `CheckpointError` where it cannot be had."""
        self.module(name)
        return self.used[name]

    def figures(self, name: str) -> dict[str, Any]:
        """The figures of a shipped model, measured now on the test images: not its card's."""
        module, card = self.module(name), self.card(name)
        if name not in self._figures:
            recipe = recipe_from(card.recipe)
            if module.task == "classify":
                found = classification_metrics(module, self.x, self.labels, recipe)
            else:
                found = reconstruction_metrics(module, self.x, self.labels, recipe, self.shipped)
                if recipe.model["family"] == "contrastive":
                    found |= cluster_metrics(module, self.dataset)
            self._figures[name] = found
        return self._figures[name]

    def series(self, compute: "Callable[[Bench], AnySeries]") -> AnySeries:
        """A series, computed once for all the claims and the figure that rest on it."""
        name = f"{compute.__module__}.{compute.__qualname__}"
        if name not in self._series:
            before, self.used = self.used, {}
            found = compute(self)
            self._series[name] = found, self.used
            self.used = before
        found, used = self._series[name]
        self.used |= used
        return found

    def stamp(self) -> dict[str, Any]:
        """What every series says about itself: device, date and number of test images."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return {"device": device_name(self.device), "date": now, "images": len(self.x)}

    def latent(self, name: str) -> Tensor:
        """Latent vectors of the test images, float (N, latent), by a shipped model."""
        return inference.encode(self.module(name), self.x)

    def trained(self, recipe: Recipe) -> LoadedModel:
        """The model of a recipe, trained on this bench's digits unless it was before."""
        if self.quick:
            recipe = _trimmed(recipe)

        def progress(done: int, total: int) -> None:
            self.say(f"training {recipe.name}, seed {recipe.seed}: epoch {done} of {total}")

        model = trained(
            recipe,
            self.dataset,
            self.device,
            shipped=self.shipped,
            kept=self.kept,
            progress=progress,
        )
        self.used[model.card.name] = model.card
        return replace(model, module=model.module.to(self.device))


def quick_part(dataset: Dataset) -> Dataset:
    """A few digits of both splits, balanced by class: the data set of a quick run."""
    train, test = dataset.split("train"), dataset.split("test")
    chosen = balanced_subset(train, QUICK_TRAIN, 0), balanced_subset(test, QUICK_TEST, 0)
    rows = torch.cat([chosen[0], dataset.train + chosen[1]])
    return replace(
        dataset,
        images=dataset.images[rows],
        labels=dataset.labels[rows],
        rows=dataset.rows[rows],
        train=QUICK_TRAIN,
    )


def _trimmed(recipe: Recipe) -> Recipe:
    values = recipe.model_dump(mode="json") | {"epochs": QUICK_EPOCHS}
    # Fewer than all of the test images: a recipe's own test set is a part of them.
    for key, most in (("train_count", QUICK_TRAIN), ("test_count", QUICK_TEST // 2)):
        if values[key] is not None:
            values[key] = min(values[key], most)
    return recipe_from(values)
