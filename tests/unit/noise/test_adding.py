"""A noise is added in one place: its dataclass and its entry beside it."""

import json
from typing import ClassVar

import pytest
import torch
from pydantic.dataclasses import dataclass
from torch import Tensor

from core.checkpoints.descriptions import describe_noise
from core.errors import RecipeError
from core.evaluation.classifiers import robustness
from core.noise import (
    KINDS,
    MixtureNoise,
    Noise,
    at_level,
    from_spec,
    level_control,
    make_generator,
)
from core.text.controls import setting
from core.training.recipes.recipe import recipe_from
from core.training.recipes.shipped import RECIPES
from tests.unit.digits import digits


@dataclass(frozen=True)
class FadeNoise(Noise):
    """x scaled down: a pen that runs dry."""

    title: ClassVar[str] = "Fade"
    summary: ClassVar[str] = "the strokes turn pale"

    amount: float = setting(0.5, "How pale", 0, 1, 0.05, "0 keeps the picture, 1 empties it.")

    def corrupt(self, x: Tensor, generator: torch.Generator | None) -> Tensor:
        return x * (1 - self.amount)


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    monkeypatch.setitem(KINDS, "fade", FadeNoise)


def test_a_new_noise_has_a_level_a_slider_and_a_curve():
    x, _ = digits(4)
    assert torch.equal(at_level("fade", 0.25)(x), x * 0.75)
    assert level_control("fade").label == "How pale"
    assert robustness.levels("fade")[:3] == (0.0, 0.1, 0.2)
    with pytest.raises(RecipeError, match="Fade noise: amount: Input should be"):
        at_level("fade", 2)


def test_a_recipe_can_name_a_new_noise_and_its_card_says_so():
    values = RECIPES["ae-conv-2"].model_dump(mode="json") | {"noise": {"kind": "fade"}}
    recipe = recipe_from(json.loads(json.dumps(values)))
    assert recipe.noise == {"kind": "fade", "amount": 0.5}
    assert recipe.noise
    assert from_spec(recipe.noise) == FadeNoise()
    assert describe_noise({"noise": recipe.noise}) == "fade, 0.5"


def test_a_mixture_can_have_a_new_noise():
    x = torch.full((6, 1, 8, 8), 1.0)
    noisy = MixtureNoise((("fade", 0.5),))(x, make_generator(0))
    assert torch.equal(noisy[::2], x[::2])
    assert bool(((noisy[1::2] > 0.5) & (noisy[1::2] < 1)).all())
