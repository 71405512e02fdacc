"""A training of a second, for tests of where it runs."""

from core.training.recipes.recipe import Recipe, recipe_from

_VALUES = {
    "name": "contract",
    "title": "Contract",
    "model": {"family": "dense", "latent": 4, "widths": [16]},
    "epochs": 6,
    "train_count": 600,
    "validation_share": 0.1,
    "batch_size": 60,
    "seed": 3,
}


def recipe(**changes: object) -> Recipe:
    """The recipe with these of its values changed."""
    return recipe_from({**_VALUES, **changes})
