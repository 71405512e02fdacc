"""Contrastive convolutional encoder with a decoder that does not train it.

The encoder learns without labels that two deformed copies of one digit belong together and copies
of different digits do not: Chen et al., "A Simple Framework for Contrastive Learning of Visual
Representations" (SimCLR, 2020), with the loss NT-Xent. Its latent vectors have length 1, so
distances between them depend only on the trained angles. The decoder learns to draw each digit from
its vector; its gradient does not reach the encoder.
"""

from typing import Annotated, ClassVar, Literal

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn import functional as F

from models.config import Latent, Strides, Widths
from models.conv import ConvAutoencoderConfig, ConvEncoder
from models.layers import ACTIVATIONS, as_images, dense_stack, pixel_loss
from models.network import Network, Task


class ContrastiveAutoencoderConfig(ConvAutoencoderConfig):
    """Convolutions - dense - latent of length 1, and dense layers that draw it."""

    family: Literal["contrastive"] = "contrastive"  # pyrefly: ignore[bad-override]  # its own
    strides: Strides = (2, 2, 2)
    latent: Latent = 64
    norm: bool = True
    decoder_widths: Widths = (256,)
    temperature: Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)] = 0.3
    """Divides the cosines; if it is lower, the most similar other digits count more."""


class ContrastiveAutoencoder(Network):
    """An encoder of strided convolutions and a decoder of linear layers."""

    task: ClassVar[Task] = "reconstruct"

    def __init__(self, config: ContrastiveAutoencoderConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = ConvEncoder(config, config.latent)
        self.decoder = dense_stack(
            [config.latent, *config.decoder_widths, config.values], config.activation, "linear"
        )
        self.output: nn.Module = ACTIVATIONS[config.output]()

    def encode(self, x: Tensor) -> Tensor:
        """Latent vectors of length 1: float (N, C, H, W) in [0, 1] -> float (N, latent)."""
        return F.normalize(self.encoder(x))

    def decode(self, z: Tensor) -> Tensor:
        """Images: float (N, latent) of any length -> float (N, C, H, W)."""
        return self.output(self._logits(z))

    def loss(
        self, x_noisy: Tensor, target: Tensor, generator: torch.Generator | None = None
    ) -> dict[str, Tensor]:
        """NT-Xent of two views of each digit, and the pixel loss of drawing the second.

        Args:
            x_noisy: one view of each digit, float (N, C, H, W).
            target: another view of the same digits, in the same order.
            generator: not used.
        """
        # One pass, so that batch normalisation has one mean for both views.
        z = self.encode(torch.cat([x_noisy, target]))  # (2N, latent)
        agreement = nt_xent(z, self.config.temperature)
        second = z[len(target) :].detach()
        pixels = pixel_loss(
            self.config.pixel_loss, self._logits(second), target, self.config.output
        )
        return {"loss": agreement + pixels, "agreement": agreement, "reconstruction": pixels}

    def _logits(self, z: Tensor) -> Tensor:
        """Float (N, latent) -> float (N, C, H, W), before the output activation."""
        return as_images(self.decoder(F.normalize(z)), self.config.shape)


def nt_xent(z: Tensor, temperature: float) -> Tensor:
    """Normalised temperature-scaled cross-entropy, averaged over all views (a scalar).

    Chen et al. (2020), equation 1: each view must identify its partner among all others.

    Args:
        z: float (2N, d) of length 1; rows i and i + N are two views of one digit.
        temperature: divides the cosines.
    """
    count = len(z) // 2
    cosines = z @ z.T / temperature  # (2N, 2N)
    itself = torch.eye(len(z), dtype=torch.bool, device=z.device)
    partner = torch.arange(len(z), device=z.device).roll(count)
    return F.cross_entropy(cosines.masked_fill(itself, -torch.inf), partner)
