"""The presets: recipes that can be trained, and examples that are shipped."""

import math
from dataclasses import replace

import pytest

from core.data.catalogue import CATALOGUE
from core.settings import PROJECT
from core.training.recipes.presets import PRESETS, Preset
from core.training.recipes.shipped import RECIPES


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_a_preset_has_words_a_name_of_its_own_and_a_shipped_example(preset: Preset) -> None:
    assert preset.title
    assert preset.does.endswith(".")
    assert preset.gives.startswith("You get ")
    assert preset.recipe.name not in RECIPES
    shipped = [PROJECT / "checkpoints" / f"{name}.safetensors" for name in preset.examples]
    assert all(file.exists() for file in shipped)


def test_the_presets_do_what_they_say() -> None:
    assert PRESETS["cleaner"].recipe.noise is not None
    assert PRESETS["map"].recipe.model["latent"] == 2
    assert PRESETS["inventor"].recipe.family.variational


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_a_small_set_gets_enough_steps_and_a_large_one_keeps_its_recipe(preset: Preset) -> None:
    large = replace(CATALOGUE["mnist"], name="large")
    assert preset.recipe_for(large).epochs == preset.recipe.epochs
    assert preset.recipe_for(large).batch_size == preset.recipe.batch_size
    few = preset.recipe_for(replace(large, name="small", train=144))
    assert few.epochs * math.ceil(144 / few.batch_size) >= 500
    assert preset.recipe_for(replace(large, name="tiny", train=2)).epochs == 200  # bounded
