"""Recipes of the models for scikit-learn's 8×8 digits, which train in seconds on a CPU."""

from typing import Any

from core.training.recipes.recipe import Augmentation, Optimiser, Recipe

_SHAPE = [1, 8, 8]


def _small_digits(name: str, title: str, model: dict[str, Any], **changes: Any) -> Recipe:
    """The setting that the models share: all 1,437 training digits and a one-cycle schedule."""
    values: dict[str, Any] = {
        "optimiser": Optimiser(kind="adamw", learning_rate=4e-3, weight_decay=0.01),
        "schedule": "one-cycle",
        "batch_size": 64,
        "dataset": "digits-8x8",
    }
    model = {**model, "shape": _SHAPE}
    return Recipe(name=name, title=title, model=model, **{**values, **changes})


SMALL_DIGITS = [
    _small_digits(
        "dae-dense-32-8x8",
        "Dense denoising autoencoder, 32 numbers, 8×8 pixels",
        {"family": "dense", "widths": [128], "latent": 32, "pixel_loss": "bce"},
        noise={"kind": "mixture", "limits": [["gaussian", 0.6], ["mask", 0.5]]},
        epochs=200,
    ),
    *(
        _small_digits(
            f"ae-conv-{latent}-8x8",
            f"Convolutional autoencoder, {latent} numbers, 8×8 pixels",
            {
                "family": "conv",
                "channels": [16, 32],
                "strides": [1, 2],
                "latent": latent,
                "pixel_loss": "bce",
            },
            epochs=150,
        )
        for latent in (2, 3)
    ),
    _small_digits(
        "vae-conv-2-8x8",
        "Convolutional variational autoencoder, 2 numbers, 8×8 pixels",
        {"family": "vae-conv", "channels": [16, 32], "strides": [1, 2], "latent": 2},
        epochs=150,
    ),
    _small_digits(
        "clf-conv-8x8",
        "Convolutional classifier, 8×8 pixels",
        {"family": "clf-conv", "channels": [16, 32], "strides": [1, 2], "dropout": 0.3},
        augment=Augmentation(rotation=8, scale=0.08, shear=0.1, shift=0.5),
        epochs=60,
    ),
]
