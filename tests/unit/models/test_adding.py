"""A network is added in one place: a file with its configuration and module, and its entry."""

import json
from typing import Any, ClassVar, Literal

import pytest
import torch
from torch import Tensor, nn

import models
from core.checkpoints import Store, architecture, descriptions
from core.training.recipes.recipe import recipe_from
from models.config import Config, Latent
from models.network import Network, Task
from tests.unit.checkpoints.attacks import forge


class LineConfig(Config):
    """784 - latent - 784, without an activation."""

    family: Literal["line"] = "line"
    latent: Latent = 3

    @property
    def latent_size(self) -> int:
        """Numbers per image in the latent vectors."""
        return self.latent


class Line(Network):
    """One linear layer each way."""

    task: ClassVar[Task] = "reconstruct"

    def __init__(self, config: LineConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = nn.Linear(784, config.latent)
        self.decoder = nn.Linear(config.latent, 784)

    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x.flatten(1))

    def decode(self, z: Tensor) -> Tensor:
        return self.decoder(z).unflatten(1, (1, 28, 28))

    def loss(
        self, x_noisy: Tensor, target: Tensor, generator: torch.Generator | None = None
    ) -> dict[str, Tensor]:
        return {"loss": ((self.decode(self.encode(x_noisy)) - target) ** 2).mean()}


@pytest.fixture
def spec(monkeypatch) -> dict[str, Any]:
    monkeypatch.setitem(models.FAMILIES, "line", models.Family("Straight line", LineConfig, Line))
    return {"family": "line", "latent": 2}


def test_a_new_network_is_built_described_and_stored(spec, tmp_path):
    family = models.family_of(spec)
    assert (family.name, family.task, family.variational) == ("line", "reconstruct", False)
    assert models.latent_size(spec) == models.build(spec).latent_size == 2
    assert architecture.summary(spec).latent == 2
    assert architecture.one_line(spec) == "Straight line, 2 numbers"

    store = Store(tmp_path)
    module = models.build(spec)
    card = forge.card(model=spec, parameters=models.parameter_count(module))
    store.save(module, card)
    (row,) = descriptions.overview(store.entries())
    assert (row.task, row.latent) == ("reconstruct", 2)
    assert "autoencoder squeezes each image of 784 pixels into 2 numbers" in descriptions.describe(
        store.card(row.name)
    )
    x = torch.rand(2, 1, 28, 28)
    assert torch.equal(store.load(row.name)[0].encode(x), module.eval().encode(x))


def test_a_recipe_can_name_it(spec):
    recipe = recipe_from({"name": "line-2", "title": "Line", "model": spec})
    assert recipe.family.title == "Straight line"
    assert recipe_from(json.loads(recipe.model_dump_json())) == recipe


def test_families_have_names_and_titles_of_their_own():
    assert all(family.name == name for name, family in models.FAMILIES.items())
    assert len({family.title for family in models.FAMILIES.values()}) == len(models.FAMILIES)
