"""A recipe is validated as a whole and cannot be changed in place."""

import pytest

from core.errors import RecipeError
from core.training.recipes.recipe import Recipe, recipe_from
from core.training.recipes.shipped import RECIPES

REFUSED: dict[str, tuple[dict, str]] = {
    "no epochs": (
        {"epochs": 0},
        "The recipe is not valid: epochs: Input should be greater than or equal to 1, not 0.",
    ),
    "endless epochs": (
        {"epochs": 10**9},
        "epochs: Input should be less than or equal to 10000, not 1000000000.",
    ),
    "no learning rate": (
        {"optimiser": {"learning_rate": 0}},
        "optimiser.learning_rate: Input should be greater than 0, not 0.",
    ),
    "an unknown optimiser": (
        {"optimiser": {"kind": "lion"}},
        "optimiser.kind: Input should be 'adam', 'adamw' or 'sgd', not 'lion'.",
    ),
    "a negative latent": (
        {"model": {"family": "dense", "latent": -1}},
        "model: latent: Input should be greater than or equal to 1, not -1.",
    ),
    "an unknown noise": (
        {"noise": {"kind": "fog"}},
        "noise: Unknown noise 'fog', expected one of gaussian, mask, speckle, blur, block, "
        "erosion, dilation.",
    ),
    "all images held out": (
        {"validation_share": 1.0},
        "validation_share: Input should be less than 1, not 1.0.",
    ),
    "a negative seed": ({"seed": -1}, "seed: Input should be greater than or equal to 0, not -1."),
    "an unknown field": (
        {"lr": 0.1},
        "The recipe is not valid: lr: there is no such field.",
    ),
    "a name that is a path": ({"name": "../evil"}, "name: String should match pattern"),
    "stopping on nothing held out": (
        {"stopping": {"monitor": "validation_loss"}},
        "The recipe is not valid: stopping on the validation loss needs a validation share.",
    ),
    "balanced error of an autoencoder": (
        {"stopping": {"monitor": "balanced_error"}},
        "The recipe is not valid: stopping on the balanced error needs a classifier.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_recipe_that_cannot_be_carried_out_is_refused_in_one_sentence(case):
    changes, words = REFUSED[case]
    with pytest.raises(RecipeError) as caught:
        recipe_from({**RECIPES["ae-conv-2"].model_dump(mode="json"), **changes})
    assert words in str(caught.value)
    assert str(caught.value).startswith("The recipe is not valid: ")
    assert str(caught.value).endswith(".")
    assert not str(caught.value).endswith("..")
    assert "Value error" not in str(caught.value)


def test_a_recipe_cannot_be_changed_in_place():
    with pytest.raises(ValueError, match="frozen"):
        RECIPES["clf-conv"].epochs = 1  # pyrefly: ignore[read-only]
    assert isinstance(RECIPES["clf-conv"], Recipe)
