"""The runs of a sweep."""

from typing import Any

import pytest

from core.errors import RecipeError
from core.jobs.plan import sweep
from core.training.recipes.recipe import Recipe, recipe_from


def recipe(**changes: Any) -> Recipe:
    fields = {"name": "small", "title": "A small model", "model": {"family": "dense", "latent": 4}}
    return recipe_from({**fields, "noise": {"kind": "gaussian", "sigma": 0.3}, **changes})


def test_a_sweep_has_a_run_with_its_own_name_per_combination() -> None:
    axes: dict[str, list[float]] = {
        "learning rate": [0.1, 0.01],
        "latent size": [2, 8.0],
        "seed": [0, 1],
    }

    runs = sweep(recipe(), axes)

    assert len({run.recipe.name for run in runs}) == len({run.label for run in runs}) == 8
    assert runs[0].label == "learning rate 0.1, latent size 2, seed 0"
    assert runs[0].recipe.name == "small-rate0.1-size2-seed0"
    last = runs[-1].recipe
    assert (last.optimiser.learning_rate, last.model["latent"], last.seed) == (0.01, 8, 1)


def test_a_sweep_of_the_noise_varies_its_strength() -> None:
    runs = sweep(recipe(), {"noise": [0.1, 0.5]})

    assert [run.recipe.noise for run in runs] == [
        {"kind": "gaussian", "sigma": 0.1},
        {"kind": "gaussian", "sigma": 0.5},
    ]


def test_values_given_twice_are_one_run_and_close_ones_are_two() -> None:
    runs = sweep(recipe(), {"learning rate": [0.1, 0.1, 0.10000001]})

    assert [run.label for run in runs] == ["learning rate 0.1", "learning rate 0.10000001"]
    assert len({run.recipe.name for run in runs}) == 2


def test_a_long_name_leaves_room_for_its_ending() -> None:
    runs = sweep(recipe(name="n" * 80), {"seed": [0, 1]})

    assert [len(run.recipe.name) for run in runs] == [80, 80]
    assert [run.recipe.name[-6:] for run in runs] == ["-seed0", "-seed1"]


@pytest.mark.parametrize(
    ("changes", "axes", "sentence"),
    [
        ({}, {"seed": []}, "at least one value for seed"),
        ({}, {"seed": list(range(51))}, "51 runs; a sweep has at most 50"),
        ({}, {"latent size": [2.5]}, "whole number of values, not 2.5"),
        ({}, {"learning rate": [-1]}, "learning_rate"),
        ({}, {"seed": [0.5]}, "seed"),
        ({"noise": None}, {"noise": [0.1]}, "Choose one kind of noise"),
        ({}, {"width": [1]}, "A sweep can vary learning rate"),
    ],
)
def test_a_sweep_that_is_impossible_is_a_sentence(
    changes: dict[str, Any], axes: dict[str, list[float]], sentence: str
) -> None:
    with pytest.raises(RecipeError, match=sentence):
        sweep(recipe(**changes), axes)
