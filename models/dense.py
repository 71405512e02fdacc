"""Fully connected autoencoder.

Hinton and Salakhutdinov, "Reducing the Dimensionality of Data with Neural Networks" (2006);
as a denoiser: Vincent et al., "Extracting and Composing Robust Features with Denoising
Autoencoders" (2008), where the input is corrupted and the target is the clean image.
"""

from typing import ClassVar, Literal

import torch
from torch import Tensor

from models.config import Config, Latent, Widths, chain
from models.layers import (
    ACTIVATIONS,
    Activation,
    PixelLoss,
    as_images,
    dense_stack,
    glorot_,
    pixel_loss,
)
from models.network import Network, Task


class DenseAutoencoderConfig(Config):
    """Pixels - widths - latent - reversed widths - pixels."""

    family: Literal["dense"] = "dense"
    widths: Widths = ()  # units of each hidden encoder layer; the decoder mirrors them
    latent: Latent = 32  # units of the bottleneck
    activation: Activation = "relu"  # after each hidden layer
    latent_activation: Activation = "linear"  # after the bottleneck
    output: Literal["sigmoid", "linear"] = "sigmoid"
    pixel_loss: PixelLoss = "mse"
    init: Literal["default", "glorot"] = "default"  # initial weights: PyTorch's or Glorot's

    @property
    def latent_size(self) -> int:
        """Numbers per image in the latent vectors."""
        return self.latent

    @property
    def outline(self) -> str:
        """Units of each layer, such as ``784–256–32–256–784``."""
        return chain([self.values, *self.widths, self.latent, *self.widths[::-1], self.values])


class DenseAutoencoder(Network):
    """Encoder and decoder of linear layers."""

    task: ClassVar[Task] = "reconstruct"

    def __init__(self, config: DenseAutoencoderConfig) -> None:
        super().__init__()
        self.config = config
        widths = [config.values, *config.widths, config.latent]
        self.encoder = dense_stack(widths, config.activation, config.latent_activation)
        self.decoder = dense_stack(widths[::-1], config.activation, "linear")
        self.output = ACTIVATIONS[config.output]()
        if config.init == "glorot":
            glorot_(self)

    def encode(self, x: Tensor) -> Tensor:
        """Latent vectors: float (N, C, H, W) in [0, 1] -> float (N, latent)."""
        return self.encoder(x.flatten(1))

    def decode(self, z: Tensor) -> Tensor:
        """Images: float (N, latent) -> float (N, C, H, W)."""
        return as_images(self.output(self.decoder(z)), self.config.shape)

    def loss(
        self, x_noisy: Tensor, target: Tensor, generator: torch.Generator | None = None
    ) -> dict[str, Tensor]:
        """Pixel loss of the reconstruction of ``target`` from ``x_noisy``, both (N, C, H, W)."""
        reconstruction = as_images(self.decoder(self.encode(x_noisy)), self.config.shape)
        return {
            "loss": pixel_loss(self.config.pixel_loss, reconstruction, target, self.config.output)
        }
