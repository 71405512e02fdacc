"""Recipes of the models for Fashion-MNIST: the settings of their namesakes for MNIST."""

from typing import Any

from core.training.recipes.recipe import Augmentation, Optimiser, Recipe


def _fashion(
    name: str, title: str, model: dict[str, Any], learning_rate: float, **changes: Any
) -> Recipe:
    """The setting that the models share: all 60,000 training pictures and a one-cycle schedule."""
    values: dict[str, Any] = {
        "optimiser": Optimiser(kind="adamw", learning_rate=learning_rate),
        "schedule": "one-cycle",
        "dataset": "fashion-mnist",
    }
    return Recipe(name=name, title=title, model=model, **{**values, **changes})


FASHION = [
    _fashion(
        "dae-conv-32-fashion",
        "Convolutional denoising autoencoder, 32 numbers, garments",
        {"family": "conv", "latent": 32, "norm": True, "pixel_loss": "bce"},
        learning_rate=4e-3,
        noise={
            "kind": "mixture",
            "limits": [
                *(["gaussian", 0.9], ["gaussian", 0.6], ["mask", 0.7], ["speckle", 1.5]),
                *(["blur", 2.5], ["block", 12], ["erosion", 1.0], ["dilation", 1.5]),
            ],
        },
        epochs=6,
    ),
    _fashion(
        "vae-conv-2-fashion",
        "Convolutional variational autoencoder, 2 numbers, garments",
        {"family": "vae-conv", "latent": 2},
        learning_rate=2e-3,
        epochs=14,
    ),
    _fashion(
        "clf-conv-fashion",
        "Convolutional classifier, garments",
        {"family": "clf-conv", "dropout": 0.3},
        learning_rate=4e-3,
        augment=Augmentation(rotation=5, scale=0.08, shear=0.05, shift=1.5),
        epochs=16,
    ),
]
