"""The presets: recipes that can be trained, and examples that are shipped."""

import pytest

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
