"""Recipes: every one of the literature is there, valid, and says what it is."""

import json

import pytest

import models
from core import noise as noises
from core.errors import RecipeError
from core.training.recipes.recipe import recipe_from
from core.training.recipes.shipped import RECIPES, SIGMA_89, recipe_named
from core.training.recipes.sources import ARTICLES

LITERATURE = [
    *("ae-dense-32", "ae-dense-200", "dae-dense-200-mask", "dae-dense-10", "dae-dense-128"),
    *("ae-conv-16", "ae-conv-2", "ae-conv-25", "vae-conv-2", "vae-conv-16", "vae-conv-2-tiny-kl"),
    *("vae-dense-20", "clf-logistic", "clf-mlp-1", "clf-mlp-3", "clf-bottleneck-2"),
    *("clf-conv-bottleneck-2", "clf-dense-200-ae", "clf-dense-200-dae", "dae-conv-32", "clf-conv"),
]


def test_every_system_of_the_literature_has_its_recipe():
    assert set(LITERATURE) <= set(RECIPES)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_survives_json_and_names_what_exists(name):
    recipe = RECIPES[name]
    assert recipe.name == name
    assert recipe_from(json.loads(recipe.model_dump_json())) == recipe
    assert recipe_named(name) == recipe
    assert recipe.title
    assert recipe.source
    for other in (recipe.initial, recipe.judge, recipe.rival):
        assert other is None or (other in RECIPES and other != name)
    if recipe.noise is not None:
        assert noises.to_spec(noises.from_spec(recipe.noise)) == recipe.noise
    if recipe.judge is not None:
        assert RECIPES[recipe.judge].model["family"].startswith("clf-")
        assert not recipe.model["family"].startswith("clf-")
    if recipe.initial is not None:
        given, own = models.build(RECIPES[recipe.initial].model), models.build(recipe.model)
        shapes = {key: value.shape for key, value in own.state_dict().items()}
        for key, value in given.state_dict().items():
            if key.startswith("encoder."):
                assert shapes[key] == value.shape


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "ae-dense-32",
            {"batch_size": 256, "epochs": 50, "validation_share": 0.2, "noise": None},
        ),
        ("ae-dense-200", {"batch_size": 32, "epochs": 250, "train_count": 4000}),
        ("dae-dense-200-mask", {"noise": {"kind": "mask", "zeros": 0.4, "ones": 0.05}}),
        ("dae-dense-10", {"noise": {"kind": "gaussian", "sigma": 0.1}, "train_count": None}),
        ("dae-dense-128", {"noise": {"kind": "gaussian", "sigma": SIGMA_89}}),
        ("ae-conv-25", {"train_count": 50_000, "batch_size": 128}),
        ("vae-dense-20", {"epochs": 10, "batch_size": 128, "schedule": "constant"}),
        ("clf-dense-200-dae", {"initial": "dae-dense-200-mask", "test_count": 1000}),
    ],
)
def test_a_recipe_trains_as_its_source_did(name, expected):
    recipe = RECIPES[name]
    assert {key: getattr(recipe, key) for key in expected} == expected


@pytest.mark.parametrize("name", ["ae-dense-200", "dae-dense-200-mask", "clf-dense-200-ae"])
def test_the_small_recipes_move_by_a_running_mean_of_the_gradient(name):
    optimiser = RECIPES[name].optimiser
    assert optimiser.kind == "sgd"
    assert (optimiser.learning_rate, optimiser.momentum, optimiser.dampening) == (0.01, 0.9, 0.9)
    rule = RECIPES[name].stopping
    assert rule is not None
    assert (rule.epochs, rule.change) == (5, 0.01)


def test_a_shortened_schedule_is_said_in_the_notes():
    """The articles train 40 epochs at a constant rate."""
    for name, recipe in RECIPES.items():
        if recipe.source == ARTICLES and "conv" in name:
            assert recipe.epochs == 40 or any(
                f"{recipe.epochs} epochs with a one-cycle schedule" in note for note in recipe.notes
            ), name


def test_changes_are_made_on_a_copy():
    changed = recipe_named("clf-logistic", epochs=3, seed=9)
    assert (changed.epochs, changed.seed) == (3, 9)
    assert RECIPES["clf-logistic"].epochs != 3
    assert changed.model == RECIPES["clf-logistic"].model


def test_an_unknown_name_gets_the_nearest_one():
    with pytest.raises(RecipeError) as caught:
        recipe_named("clf-mpl-3")
    assert str(caught.value) == "There is no recipe 'clf-mpl-3'. Did you mean 'clf-mlp-3'?"
    with pytest.raises(RecipeError) as caught:
        recipe_named("zzz")
    assert str(caught.value).startswith("There is no recipe 'zzz'. Known: ae-dense-32, ")
