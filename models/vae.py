"""Variational autoencoder, dense or convolutional.

Kingma and Welling, "Auto-Encoding Variational Bayes" (2013). The loss is the pixel loss plus the
KL divergence of the posterior from a standard normal. The weight of that divergence is the beta of
Higgins et al., "beta-VAE" (2017); near 0 the model becomes a plain autoencoder.
"""

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from models.config import Config, Latent, Widths, chain
from models.conv import ConvAutoencoderConfig, ConvDecoder, ConvEncoder
from models.layers import (
    Activation,
    PixelLoss,
    as_images,
    dense_stack,
    gaussian_kl,
    pixel_loss,
    standard_normal,
)
from models.network import Network, Task

KlWeight = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]


class DenseVAEConfig(Config):
    """Pixels - widths - (mean, log-variance) - reversed widths - pixels, sigmoid."""

    family: Literal["vae-dense"] = "vae-dense"
    widths: Widths = (400,)
    latent: Latent = 20
    activation: Activation = "relu"
    pixel_loss: PixelLoss = "bce_sum"
    kl_weight: KlWeight = 1.0

    @property
    def latent_size(self) -> int:
        """Numbers per image in the latent vectors."""
        return self.latent

    @property
    def outline(self) -> str:
        """Units of each layer, such as ``784–400–20–400–784``."""
        return chain([self.values, *self.widths, self.latent, *self.widths[::-1], self.values])


class ConvVAEConfig(ConvAutoencoderConfig):
    """The convolutional autoencoder's layers with a mean and a log-variance."""

    family: Literal["vae-conv"] = "vae-conv"  # pyrefly: ignore[bad-override]  # its own
    latent: Latent = 2
    output: Literal["sigmoid"] = "sigmoid"
    pixel_loss: PixelLoss = "bce_sum"
    kl_weight: KlWeight = 1.0


class VariationalAutoencoder(Network):
    """Base of both variational families: the posterior and the loss."""

    task: ClassVar[Task] = "reconstruct"
    variational: ClassVar[bool] = True
    config: DenseVAEConfig | ConvVAEConfig
    encoder: nn.Module
    decoder: nn.Module

    def posterior(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of q(z | x): two floats (N, latent)."""
        mean, log_variance = self.encoder(x).chunk(2, dim=1)
        return mean, log_variance

    def encode(self, x: Tensor) -> Tensor:
        """Posterior means: float (N, C, H, W) in [0, 1] -> float (N, latent)."""
        return self.posterior(x)[0]

    def decode(self, z: Tensor) -> Tensor:
        """Images in [0, 1]: float (N, latent) -> float (N, C, H, W)."""
        return torch.sigmoid(as_images(self.decoder(z), self.config.shape))

    def loss(
        self, x_noisy: Tensor, target: Tensor, generator: torch.Generator | None = None
    ) -> dict[str, Tensor]:
        """Pixel loss plus weighted KL with one posterior sample per image, and its two parts."""
        return self.loss_at(*self.posterior(x_noisy), target, generator)

    def loss_at(
        self,
        mean: Tensor,
        log_variance: Tensor,
        target: Tensor,
        generator: torch.Generator | None = None,
    ) -> dict[str, Tensor]:
        """Same as `loss`, from the posterior's mean and log-variance: two floats (N, latent)."""
        z = mean + standard_normal(mean, generator) * (0.5 * log_variance).exp()
        pixels = pixel_loss(
            self.config.pixel_loss, as_images(self.decoder(z), self.config.shape), target, "sigmoid"
        )
        kl = gaussian_kl(mean, log_variance)
        return {
            "loss": pixels + self.config.kl_weight * self.kl_scale * kl,
            "reconstruction": pixels,
            "kl": kl,
        }


class DenseVAE(VariationalAutoencoder):
    """Variational autoencoder of linear layers."""

    def __init__(self, config: DenseVAEConfig) -> None:
        super().__init__()
        self.config = config
        sizes = [config.values, *config.widths]
        self.encoder = nn.Sequential(
            nn.Flatten(), dense_stack([*sizes, 2 * config.latent], config.activation, "linear")
        )
        self.decoder = dense_stack([config.latent, *sizes[::-1]], config.activation, "linear")


class ConvVAE(VariationalAutoencoder):
    """Variational autoencoder of convolutions."""

    def __init__(self, config: ConvVAEConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = ConvEncoder(config, 2 * config.latent)
        self.decoder = ConvDecoder(config)
