"""Run networks over many images: in batches, without gradients, on the network's own device."""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from core.errors import CheckpointError
from core.inference.caller import stop_if_gone
from models import Network, VariationalAutoencoder

BATCH = 256  # images
# The output of a convolution then stays in the processor's cache for the next one: batches of 32
# take two thirds of the time per image of batches of 256.
CPU_BATCH = 32


def device_of(module: Network) -> torch.device:
    """Device of a module's weights; the CPU for a network that runs outside PyTorch."""
    weights = next(module.parameters(), None)
    return torch.device("cpu") if weights is None else weights.device


def batch_size(device: torch.device) -> int:
    """Fastest number of images per batch on a device."""
    return CPU_BATCH if device.type == "cpu" else BATCH


def batches(count: int, size: int = BATCH) -> Iterator[slice]:
    """Slices that cover ``count`` rows in order."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


@torch.inference_mode()
def in_batches(
    call: Callable[[Tensor], Tensor], x: Tensor, device: torch.device, size: int | None = None
) -> Tensor:
    """Apply ``call`` to the rows of x in batches on ``device``; float32 on the CPU.

    Raises CallerGone between two batches if the caller has left.
    """
    parts = []
    for part in batches(len(x), size or batch_size(device)):
        stop_if_gone()
        parts.append(call(x[part].to(device)).float().cpu())
    return torch.cat(parts) if parts else call(x.to(device)).float().cpu()


def encode(module: Network, x: Tensor) -> Tensor:
    """Encode images: float (N, C, H, W) in [0, 1] -> float32 (N, latent) on the CPU.

    Raises CheckpointError if the module is a table without a vector for one of them.
    """
    try:
        return in_batches(module.encode, x, device_of(module))
    except LookupError as error:
        raise CheckpointError(
            "These vectors come from a file that covers only the pictures it was made from: choose "
            "a network with an encoder."
        ) from error


def posterior(module: VariationalAutoencoder, x: Tensor) -> Tensor:
    """Means and log-variances: float (N, C, H, W) in [0, 1] -> float32 (N, 2 · latent)."""
    return in_batches(lambda part: torch.cat(module.posterior(part), 1), x, device_of(module))


def decode(module: Network, z: Tensor) -> Tensor:
    """Decode latent vectors: float (N, latent) -> float32 (N, C, H, W) on the CPU."""
    return in_batches(module.decode, z, device_of(module))


def reconstruct(module: Network, x: Tensor) -> Tensor:
    """Encode and decode images, float (N, C, H, W) in [0, 1], to float32 on the CPU.

    The result is clipped to [0, 1], because a linear output layer may leave that range.
    """
    return in_batches(lambda part: module(part).clamp(0, 1), x, device_of(module))


def classify(module: Network, x: Tensor) -> Tensor:
    """Class probabilities: float (N, C, H, W) in [0, 1] -> float32 (N, classes) on the CPU."""
    return in_batches(lambda part: module.classify(part).softmax(1), x, device_of(module))
