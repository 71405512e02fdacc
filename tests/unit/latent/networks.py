"""Small networks of random weights, by name."""

from typing import Any

AE, RELU, VAE, PLANE, READER = "ae", "ae-relu", "vae", "ae-plane", "clf"
SPECS: dict[str, dict[str, Any]] = {
    AE: {"family": "dense", "latent": 6},
    RELU: {"family": "dense", "latent": 12, "latent_activation": "relu", "output": "linear"},
    VAE: {"family": "vae-dense", "widths": [8], "latent": 2},
    PLANE: {"family": "dense", "latent": 2},
    READER: {"family": "clf-dense", "widths": [4]},
}
