"""Cards of trained models."""

import pytest
import torch

import models
from core.checkpoints import Store
from core.training.cards import make_card, remeasure
from core.training.recipes.recipe import recipe_from
from tests.unit.digits import small_set
from tests.unit.training.runs import recipe, same, trained


def test_a_card_says_what_was_done(tmp_path):
    store = Store(tmp_path)
    chosen = recipe(
        name="small", epochs=3, validation_share=0.1, seed=5, notes=("Told by the recipe.",)
    )
    trainer = trained(chosen)
    store.save(trainer.module, make_card(trainer, store))
    module, card = store.load("small")
    assert same(module, trainer.module)
    assert recipe_from(card.recipe) == chosen
    assert card.parameters == models.parameter_count(trainer.module)
    assert [row["epoch"] for row in card.history] == [1, 2, 3]
    assert [row["loss"] for row in card.history] == [item.loss for item in trainer.history]
    assert card.seed == 5
    assert (card.dataset.train_count, card.dataset.validation_count) == (270, 30)
    assert card.dataset.test_count == 100
    assert card.notes == ("Told by the recipe.",)
    assert card.device == "cpu"
    assert card.versions["torch"] == torch.__version__
    x = small_set().split("test").images.unsqueeze(1).float() / 255
    with torch.no_grad():
        error = ((module(x) - x) ** 2).flatten(1).sum(1).mean()
    assert card.metrics["squared_error"] == pytest.approx(float(error), rel=1e-5)
    assert remeasure("small", small_set(), store) == card
