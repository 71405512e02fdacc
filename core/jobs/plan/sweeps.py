"""The runs of a sweep: one per combination of values."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import noise as noises
from core.errors import RecipeError
from core.training.recipes.recipe import Recipe, recipe_from

MAX_RUNS = 50
MAX_NAME = 80  # characters of a checkpoint's name
SWEPT = {
    "learning rate": (0.1, 0.01, 0.001, 0.0001),
    "latent size": (2, 8, 32),
    "noise": (0.1, 0.3, 0.5),
    "seed": (0, 1, 2),
}
"""The axes that a sweep can vary, with their initial values."""


@dataclass(frozen=True)
class Run:
    """One run of a sweep."""

    recipe: Recipe
    label: str  # such as "learning rate 0.01, seed 1"


def sweep(recipe: Recipe, axes: Mapping[str, Sequence[float]]) -> list[Run]:
    """One run per combination of the values of the axes, which are keys of `SWEPT`.

    Raises:
        RecipeError: an axis has no values, the recipe cannot take one, or there are too many runs.
    """
    empty = [axis for axis, values in axes.items() if not values]
    if empty:
        raise RecipeError(f"Give the sweep at least one value for {empty[0]}.")
    combinations = list(itertools.product(*(dict.fromkeys(axes[axis]) for axis in axes)))
    if len(combinations) > MAX_RUNS:
        raise RecipeError(
            f"These are {len(combinations):,} runs; a sweep has at most {MAX_RUNS}: "
            "leave out some values."
        )
    return [_run(recipe, dict(zip(axes, values, strict=True))) for values in combinations]


def _run(recipe: Recipe, values: Mapping[str, float]) -> Run:
    fields = recipe.model_dump(mode="json")
    for axis, value in values.items():
        _set(fields, axis, value)
    # "learning rate 0.01" becomes "-rate0.01" in the name.
    ending = "".join(f"-{axis.split()[-1]}{value:.12g}" for axis, value in values.items())
    fields["name"] = fields["name"][: MAX_NAME - len(ending)] + ending
    label = ", ".join(f"{axis} {value:.12g}" for axis, value in values.items())
    return Run(recipe_from(fields), label)


def _set(fields: dict[str, Any], axis: str, value: float) -> None:
    """Set one axis in a recipe's fields; `RecipeError` if the recipe cannot take the value."""
    if axis == "learning rate":
        fields["optimiser"]["learning_rate"] = value
    elif axis == "seed":
        fields["seed"] = value
    elif axis == "latent size":
        key = "latent" if "latent" in fields["model"] else "bottleneck"
        if value != int(value):
            raise RecipeError(f"A latent has a whole number of values, not {value:g}.")
        fields["model"][key] = int(value)
    elif axis == "noise":
        noise = fields["noise"]
        if noise is None or noise["kind"] not in noises.KINDS:
            raise RecipeError("Choose one kind of noise before you vary its strength.")
        noise[noises.level_control(noise["kind"]).name] = value
    else:
        raise RecipeError(f"A sweep can vary {', '.join(SWEPT)}, not {axis}.")
