"""Interface of all networks."""

from typing import Any, ClassVar, Literal

import torch
from torch import Tensor, nn

Task = Literal["reconstruct", "classify", "encode"]


class Network(nn.Module):
    """Base of all families. Images are float32 (N, C, H, W) in [0, 1], of ``config.shape``.

    An autoencoder overrides `decode`, a classifier `classify`; both override `encode` and `loss`.
    """

    task: ClassVar[Task]
    variational: ClassVar[bool] = False  # whether its latent vectors follow a standard normal prior
    config: Any  # the family's frozen configuration, a `Config`
    kl_scale: float = 1.0  # multiplies the KL weight of a variational family, for a warm-up

    @property
    def latent_size(self) -> int:
        """Numbers per image in the latent vectors of `encode`."""
        return int(self.config.latent_size)

    def encode(self, x: Tensor) -> Tensor:
        """Latent vectors: images (N, C, H, W) -> float (N, latent)."""
        raise NotImplementedError

    def decode(self, z: Tensor) -> Tensor:
        """Images: latent vectors, float (N, latent) -> float (N, C, H, W)."""
        raise NotImplementedError(f"{type(self).__name__} has no decoder")

    def classify(self, x: Tensor) -> Tensor:
        """Logits of the classes: images (N, C, H, W) -> float (N, classes)."""
        raise NotImplementedError(f"{type(self).__name__} has no classes")

    def forward(self, x: Tensor) -> Tensor:
        """Reconstructions (N, C, H, W) of images, or a classifier's logits (N, classes)."""
        return self.classify(x) if self.task == "classify" else self.decode(self.encode(x))

    def loss(
        self, x_noisy: Tensor, target: Tensor, generator: torch.Generator | None = None
    ) -> dict[str, Tensor]:
        """Scalar ``loss`` to minimise and its parts, averaged over the batch.

        Args:
            x_noisy: input images (N, C, H, W).
            target: the clean images; for a classifier the labels, int64 (N,).
            generator: source of random numbers, on the same device.
        """
        raise NotImplementedError
