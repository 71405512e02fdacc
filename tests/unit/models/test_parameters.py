"""Parameter counts: those of the formulas, and those of the literature."""

import pytest
import torch

import models
from core.training.recipes.shipped import RECIPES
from tests.unit.models.specs import SMALL, SPECS, parameters_by_hand


@pytest.mark.parametrize("name", [name for name, spec in SPECS.items() if spec["family"] in SMALL])
def test_parameters_are_as_many_as_the_formulas_say(name):
    with torch.device("meta"):
        module = models.build(SPECS[name])
    assert models.parameter_count(module) == parameters_by_hand(SPECS[name])


@pytest.mark.parametrize(
    ("name", "count"),
    [
        # 784*10 + 10 + 10*784 + 784, as the source's table has it
        ("dae-dense-10", 16_474),
        ("ae-dense-32", 784 * 32 + 32 + 32 * 784 + 784),
        ("ae-dense-200", 784 * 200 + 200 + 200 * 784 + 784),
        ("dae-dense-200-mask", 784 * 200 + 200 + 200 * 784 + 784),
        ("dae-dense-128", 2 * (784 * 256 + 256 * 128) + 256 + 128 + 256 + 784),
        ("vae-dense-20", 784 * 400 + 400 + 400 * 40 + 40 + 20 * 400 + 400 + 400 * 784 + 784),
        ("clf-logistic", 7_850),
        ("clf-mlp-1", 784 * 100 + 100 + 100 * 10 + 10),
        ("clf-mlp-3", 784 * 500 + 500 + 500 * 200 + 200 + 200 * 50 + 50 + 50 * 10 + 10),
        (
            "clf-bottleneck-2",
            784 * 500 + 500 + 500 * 100 + 100 + 100 * 2 + 2 + 2 * 100 + 100 + 100 * 10 + 10,
        ),
        # Convolutions 1-32-64-128 at 28, 14 and 7 pixels; the latent sees 128*7*7 = 6,272 numbers.
        ("ae-conv-2", 92_672 + (6272 * 2 + 2) + (2 * 6272 + 6272) + 92_545),
        ("ae-conv-16", 92_672 + (6272 * 16 + 16) + (16 * 6272 + 6272) + 92_545),
        ("vae-conv-2", 92_672 + (6272 * 4 + 4) + (2 * 6272 + 6272) + 92_545),
    ],
)
def test_recipes_have_the_parameters_of_their_source(name, count):
    with torch.device("meta"):
        assert models.parameter_count(models.build(RECIPES[name].model)) == count
