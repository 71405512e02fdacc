"""Models that are trained during a run."""

from dataclasses import replace
from typing import Any

import pytest
import torch

from core.checkpoints import Store
from core.data import load
from core.errors import CheckpointError
from core.literature.experiment import quick_subset
from core.literature.model_cache import load_or_train
from core.training.recipes.shipped import recipe_named
from tests.unit.literature.support import SHIPPED


@pytest.fixture(scope="module")
def two_epochs():
    return recipe_named("clf-logistic", epochs=2, train_count=400, seed=5)


def train(recipe, tmp_path, data=None, **changes):
    cache = Store(tmp_path)
    values: dict[str, Any] = {"store": SHIPPED, "cache": cache, "device": torch.device("cpu")}
    return load_or_train(recipe, data or quick_subset(load("mnist")), **{**values, **changes})


def test_a_model_is_trained_once_and_then_read(tmp_path, two_epochs):
    epochs: list[tuple[int, int]] = []
    first = train(two_epochs, tmp_path, on_epoch=lambda *step: epochs.append(step))
    assert epochs == [(1, 2), (2, 2)]
    again = train(two_epochs, tmp_path, on_epoch=lambda *step: epochs.append(step))
    assert len(epochs) == 2
    assert again.card == first.card
    assert first.card.seed == 5
    assert len(first.card.history) == 2


def test_whatever_decides_the_weights_is_part_of_the_key(tmp_path, two_epochs):
    names = {train(two_epochs, tmp_path).card.name}
    changed = [{"seed": 6}, {"epochs": 1}, {"batch_size": 64}]
    names |= {train(two_epochs.model_copy(update=change), tmp_path).card.name for change in changed}
    data = quick_subset(load("mnist"))
    fewer = replace(data, images=data.images[:-9], labels=data.labels[:-9], rows=data.rows[:-9])
    names.add(train(two_epochs, tmp_path, fewer).card.name)
    assert len(names) == 5
    renamed = two_epochs.model_copy(update={"title": "Another", "notes": ("a note",)})
    assert train(renamed, tmp_path).card.name in names


def test_the_shipped_model_is_used_if_recipe_and_data_agree(tmp_path):
    data = load("mnist")
    if data.is_sample:
        pytest.skip("the shipped models are of all of MNIST")
    result = train(recipe_named("ae-dense-200"), tmp_path, data)
    assert result.card.sha256 == SHIPPED.digest("ae-dense-200")
    assert not list(tmp_path.iterdir())


def test_a_model_starts_from_the_cached_one_that_it_names(tmp_path):
    small = {"epochs": 1, "train_count": 200, "test_count": 50}
    start = train(recipe_named("ae-dense-200", seed=7, **small), tmp_path)
    changes = {"initial": start.card.name, "rival": None, "seed": 7, **small}
    recipe = recipe_named("clf-dense-200-ae", **changes)
    still = recipe.model_copy(
        update={"optimiser": recipe.optimiser.model_copy(update={"learning_rate": 1e-9})}
    )
    weights = train(still, tmp_path).module.state_dict()
    assert torch.allclose(
        weights["encoder.0.weight"], start.module.state_dict()["encoder.0.weight"]
    )
    lost = recipe.model_copy(update={"initial": "nobody"})
    with pytest.raises(CheckpointError, match="There is no checkpoint 'nobody'"):
        train(lost, tmp_path)


def test_a_damaged_model_is_trained_again(tmp_path, two_epochs):
    card = train(two_epochs, tmp_path).card
    path = tmp_path / f"{card.name}.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    assert train(two_epochs, tmp_path).card.sha256 == card.sha256
