"""Three trainings described in plain words, each ready to start.

>>> from core.training.recipes.presets import PRESETS
>>> [preset.title for preset in PRESETS.values()]
['A cleaner', 'A map of two numbers', 'An inventor']
"""

import math
from dataclasses import dataclass

from core.data.catalogue import Entry
from core.training.recipes.recipe import Optimiser, Recipe, on_dataset
from core.training.recipes.shipped import recipe_named

SOURCE = "trained here"
# 144 colour pictures need about 500 steps: after the 20 steps of 10 epochs a network draws no
# better than the mean picture, and after 1,000 it draws unseen pictures no better than after 500.
LEAST_STEPS, SMALL_BATCH, MOST_EPOCHS = 500, 32, 200


@dataclass(frozen=True)
class Preset:
    """One training, and what a person gets from it."""

    title: str
    does: str
    """What the network learns, one sentence."""
    gives: str
    """What to do with the checkpoint, one sentence."""
    recipe: Recipe
    examples: tuple[str, ...]
    """Shipped checkpoints that do the same, the best example of each data set first."""
    demonstration: str
    """Kind of `core.evaluation.demonstration` that shows what the trained network does."""

    def recipe_for(self, dataset: Entry) -> Recipe:
        """The recipe for a data set; a small set gets smaller batches and more epochs."""
        recipe = on_dataset(self.recipe, dataset)
        if recipe.epochs * math.ceil(dataset.train / recipe.batch_size) >= LEAST_STEPS:
            return recipe
        epochs = math.ceil(LEAST_STEPS / math.ceil(dataset.train / SMALL_BATCH))
        changes = {
            "batch_size": SMALL_BATCH,
            "epochs": max(recipe.epochs, min(epochs, MOST_EPOCHS)),
        }
        return recipe.model_copy(update=changes)


PRESETS = {
    "cleaner": Preset(
        title="A cleaner",
        does="Removes noise from digits.",
        gives="You get a denoiser to try on Denoise.",
        recipe=recipe_named(
            "dae-dense-128",
            name="my-cleaner",
            title="My cleaner",
            noise={"kind": "gaussian", "sigma": 0.4},
            optimiser={"learning_rate": 2e-3},
            epochs=10,
            judge=None,
            source=SOURCE,
        ),
        examples=("dae-dense-128", "dae-dense-10", "dae-dense-32-8x8", "dae-conv-32-fashion"),
        demonstration="clean",
    ),
    "map": Preset(
        title="A map of two numbers",
        does="Keeps only two numbers of each digit.",
        gives="You get a map of all digits, which takes shape as you watch.",
        recipe=Recipe(
            name="my-map",
            title="My map of two numbers",
            model={"family": "dense", "widths": [512, 128], "latent": 2, "pixel_loss": "bce"},
            schedule="one-cycle",
            optimiser=Optimiser(learning_rate=2e-3),
            epochs=15,
            source=SOURCE,
        ),
        examples=("ae-conv-2", "vae-conv-2", "ae-conv-2-8x8", "vae-conv-2-fashion"),
        demonstration="map",
    ),
    "inventor": Preset(
        title="An inventor",
        does="Invents digits that nobody has seen before (a VAE).",
        gives="You get a generator to walk through on Walk.",
        recipe=recipe_named("vae-dense-20", name="my-inventor", title="My inventor", source=SOURCE),
        examples=("vae-conv-16", "vae-dense-20", "vae-conv-2-8x8", "vae-conv-2-fashion"),
        demonstration="invent",
    ),
}
"""Presets by their name in an address."""
