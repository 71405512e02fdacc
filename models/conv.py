"""Convolutional autoencoder.

Masci et al., "Stacked Convolutional Auto-Encoders for Hierarchical Feature Extraction" (2011);
the layers (3x3 convolutions with strides instead of pooling, mirrored by transposed convolutions)
are those of the convolutional AE and VAE articles that this project reproduces.
"""

from typing import ClassVar, Literal, Self

import torch
from pydantic import model_validator
from torch import Tensor, nn

from models.config import Channels, Config, Latent, Strides, chain
from models.layers import (
    ACTIVATIONS,
    Activation,
    PixelLoss,
    conv_sizes,
    conv_stack,
    feature_count,
    pixel_loss,
    require_matching_strides,
    transposed_stack,
)
from models.network import Network, Task


class ConvAutoencoderConfig(Config):
    """Convolutions - dense - latent - dense - transposed convolutions."""

    family: Literal["conv"] = "conv"
    channels: Channels = (32, 64, 128)  # feature maps after each 3x3 convolution
    strides: Strides = (1, 2, 2)  # pixels
    latent: Latent = 16
    activation: Activation = "leaky_relu"
    norm: bool = False  # batch normalisation after each convolution
    output: Literal["sigmoid", "linear"] = "sigmoid"
    pixel_loss: PixelLoss = "bce"

    @model_validator(mode="after")
    def _check(self) -> Self:
        require_matching_strides(self.channels, self.strides, self.shape)
        return self

    @property
    def latent_size(self) -> int:
        """Numbers per image in the latent vectors."""
        return self.latent

    @property
    def outline(self) -> str:
        """Feature maps of the encoder and the latent size: ``32–64–128 maps, 16 numbers``."""
        return f"{chain(self.channels)} maps, {super().outline}"


class ConvEncoder(nn.Module):
    """(N, C, H, W) -> (N, outputs)."""

    def __init__(self, config: ConvAutoencoderConfig, outputs: int) -> None:
        super().__init__()
        self.features = conv_stack(
            config.channels, config.strides, config.activation, config.norm, config.shape
        )
        self.to_latent = nn.Linear(
            feature_count(config.channels, config.strides, config.shape), outputs
        )

    def forward(self, x: Tensor) -> Tensor:
        """Float (N, C, H, W) -> float (N, outputs)."""
        return self.to_latent(self.features(x).flatten(1))


class ConvDecoder(nn.Module):
    """(N, latent) -> (N, C, H, W), before the output activation."""

    def __init__(self, config: ConvAutoencoderConfig) -> None:
        super().__init__()
        self.feature_shape = (
            config.channels[-1],
            *conv_sizes(config.strides, config.shape)[-1],
        )
        self.from_latent = nn.Linear(
            config.latent, feature_count(config.channels, config.strides, config.shape)
        )
        self.activation = ACTIVATIONS[config.activation]()
        self.images = transposed_stack(
            config.channels, config.strides, config.activation, config.norm, config.shape
        )

    def forward(self, z: Tensor) -> Tensor:
        """Float (N, latent) -> float (N, C, H, W)."""
        features = self.activation(self.from_latent(z))
        return self.images(features.unflatten(1, self.feature_shape))


class ConvAutoencoder(Network):
    """Encoder of strided convolutions and its mirror."""

    task: ClassVar[Task] = "reconstruct"

    def __init__(self, config: ConvAutoencoderConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = ConvEncoder(config, config.latent)
        self.decoder = ConvDecoder(config)
        self.output = ACTIVATIONS[config.output]()

    def encode(self, x: Tensor) -> Tensor:
        """Latent vectors: float (N, C, H, W) in [0, 1] -> float (N, latent)."""
        return self.encoder(x)

    def decode(self, z: Tensor) -> Tensor:
        """Images: float (N, latent) -> float (N, C, H, W)."""
        return self.output(self.decoder(z))

    def loss(
        self, x_noisy: Tensor, target: Tensor, generator: torch.Generator | None = None
    ) -> dict[str, Tensor]:
        """Pixel loss of the reconstruction of ``target`` from ``x_noisy``, both (N, C, H, W)."""
        reconstruction = self.decoder(self.encode(x_noisy))
        return {
            "loss": pixel_loss(self.config.pixel_loss, reconstruction, target, self.config.output)
        }
