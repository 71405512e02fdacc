"""Running models over many images: in batches, without gradients, on the model's own device."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from models import Network, VariationalAutoencoder

BATCH = 256  # images
# On a CPU the fewer the better, as long as the calls cost less than the arithmetic: what one layer
# of a convolution writes, the next finds in the cache. 32 takes two thirds of the time of 256.
CPU_BATCH = 32


def device_of(module: Network) -> torch.device:
    """Where a module's weights are."""
    return next(module.parameters()).device


def batch_size(device: torch.device) -> int:
    """How many images at a time are quickest there."""
    return CPU_BATCH if device.type == "cpu" else BATCH


def batches(count: int, size: int = BATCH) -> Iterator[slice]:
    """Slices that cover ``count`` rows in order."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


@torch.inference_mode()
def in_batches(
    call: Callable[[Tensor], Tensor], x: Tensor, device: torch.device, size: int | None = None
) -> Tensor:
    """``call`` applied to rows of x, a batch at a time on ``device``; the result is on the CPU."""
    slices = batches(len(x), size or batch_size(device))
    parts = [call(x[part].to(device)).float().cpu() for part in slices]
    return torch.cat(parts) if parts else call(x.to(device)).float().cpu()


def encode(module: Network, x: Tensor) -> Tensor:
    """Latent vectors: float (N, 1, 28, 28) in [0, 1] -> float (N, latent) on the CPU."""
    return in_batches(module.encode, x, device_of(module))


def posterior(module: VariationalAutoencoder, x: Tensor) -> Tensor:
    """Means, then log-variances: float (N, 1, 28, 28) in [0, 1] -> float (N, 2 · latent)."""
    return in_batches(lambda part: torch.cat(module.posterior(part), 1), x, device_of(module))


def decode(module: Network, z: Tensor) -> Tensor:
    """Images: float (N, latent) -> float (N, 1, 28, 28) on the CPU."""
    return in_batches(module.decode, z, device_of(module))


def reconstruct(module: Network, x: Tensor) -> Tensor:
    """What an autoencoder makes of x, clipped to [0, 1]: float (N, 1, 28, 28) on the CPU.

    Clipped because a linear output layer may leave the range of a pixel by a little.
    """
    return in_batches(lambda part: module(part).clamp(0, 1), x, device_of(module))


def classify(module: Network, x: Tensor) -> Tensor:
    """Probabilities of the ten classes: float (N, 1, 28, 28) in [0, 1] -> float (N, 10)."""
    return in_batches(lambda part: module.classify(part).softmax(1), x, device_of(module))
