"""Building blocks of all families: layer stacks, activations and pixel losses."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.config import Shape

Activation = Literal["relu", "leaky_relu", "tanh", "sigmoid", "elu", "linear"]
PixelLoss = Literal["mse", "sse", "bce", "bce_sum"]

ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "relu": nn.ReLU,
    "leaky_relu": nn.LeakyReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "elu": nn.ELU,
    "linear": nn.Identity,
}


def dense_stack(widths: Sequence[int], activation: str, last: str | None = None) -> nn.Sequential:
    """Linear layers from ``widths[0]`` to ``widths[-1]`` units, each followed by its activation.

    ``last`` names the activation after the final layer (default: the same as the others).
    """
    layers: list[nn.Module] = []
    for index, (fan_in, fan_out) in enumerate(pairwise(widths)):
        final = index == len(widths) - 2
        chosen = last if final and last is not None else activation
        layers.append(nn.Linear(fan_in, fan_out))
        if chosen != "linear":
            layers.append(ACTIVATIONS[chosen]())
    return nn.Sequential(*layers)


def glorot_(module: nn.Module) -> None:
    """Initialise all linear layers from a uniform distribution of variance 2 / (in + out).

    Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks"
    (2010); the default of Keras. PyTorch's default is narrower and leaves most ReLU units of a
    small bottleneck dead: 20 of 32 in `ae-dense-32`.
    """
    for layer in module.modules():
        if isinstance(layer, nn.Linear):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)


def conv_sizes(strides: Sequence[int], shape: Shape) -> list[tuple[int, int]]:
    """Height and width of the input and of each feature map (3x3 kernels, padding 1), in pixels."""
    sizes = [shape[1:]]
    for stride in strides:
        height, width = sizes[-1]
        sizes.append(((height - 1) // stride + 1, (width - 1) // stride + 1))
    return sizes


def conv_stack(
    channels: Sequence[int], strides: Sequence[int], activation: str, norm: bool, shape: Shape
) -> nn.Sequential:
    """3x3 convolutions: (N, *shape) -> (N, channels[-1], height, width)."""
    layers: list[nn.Module] = []
    for (fan_in, fan_out), stride in zip(pairwise([shape[0], *channels]), strides, strict=True):
        layers.append(nn.Conv2d(fan_in, fan_out, 3, stride, padding=1, bias=not norm))
        if norm:
            layers.append(nn.BatchNorm2d(fan_out))
        layers.append(ACTIVATIONS[activation]())
    return nn.Sequential(*layers)


def transposed_stack(
    channels: Sequence[int], strides: Sequence[int], activation: str, norm: bool, shape: Shape
) -> nn.Sequential:
    """Mirror of `conv_stack`: (N, channels[-1], height, width) -> (N, *shape), no activation.

    The output padding restores the size of the mirrored convolution's input.
    """
    sizes = conv_sizes(strides, shape)
    widths = [*reversed(channels), shape[0]]
    layers: list[nn.Module] = []
    for index, (fan_in, fan_out) in enumerate(pairwise(widths)):
        stride = strides[-1 - index]
        (tall, wide), (height, width) = sizes[-2 - index], sizes[-1 - index]
        padding = (tall - ((height - 1) * stride + 1), wide - ((width - 1) * stride + 1))
        last = index == len(channels) - 1
        bias = last or not norm
        layers.append(nn.ConvTranspose2d(fan_in, fan_out, 3, stride, 1, padding, bias=bias))
        if not last:
            if norm:
                layers.append(nn.BatchNorm2d(fan_out))
            layers.append(ACTIVATIONS[activation]())
    return nn.Sequential(*layers)


def feature_count(channels: Sequence[int], strides: Sequence[int], shape: Shape) -> int:
    """Number of values in the last feature maps of `conv_stack`."""
    return channels[-1] * math.prod(conv_sizes(strides, shape)[-1])


def pixel_loss(kind: str, reconstruction: Tensor, target: Tensor, output: str) -> Tensor:
    """Loss between reconstructions and targets, averaged over the batch (a scalar).

    Args:
        kind: ``mse`` (mean over pixels), ``sse`` (squared error summed over pixels), ``bce``
            (mean binary cross-entropy) or ``bce_sum`` (summed over pixels).
        reconstruction: float (N, C, H, W), before the output activation.
        target: float (N, C, H, W) in [0, 1].
        output: the output activation, ``sigmoid`` or ``linear``.
    """
    if kind in ("bce", "bce_sum"):
        # From logits, because log(sigmoid) underflows for a pixel that is surely black.
        total = F.binary_cross_entropy_with_logits(reconstruction, target, reduction="sum")
    else:
        total = F.mse_loss(ACTIVATIONS[output]()(reconstruction), target, reduction="sum")
    loss = total / len(target)
    return loss / target[0].numel() if kind in ("mse", "bce") else loss


def gaussian_kl(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(N(mean, variance) || N(0, 1)), summed over the latent and averaged over the batch.

    Kingma and Welling, "Auto-Encoding Variational Bayes" (2013), appendix B.
    """
    return -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum(1).mean()


def standard_normal(like: Tensor, generator: torch.Generator | None) -> Tensor:
    """Standard normal numbers with the shape, dtype and device of ``like``."""
    return torch.randn(like.shape, generator=generator, device=like.device, dtype=like.dtype)


def as_images(values: Tensor, shape: Shape) -> Tensor:
    """Reshape the values of N images, (N, ...), to (N, *shape)."""
    return values.reshape(-1, *shape)


def require_matching_strides(channels: Sequence[int], strides: Sequence[int], shape: Shape) -> None:
    """Raise ValueError unless each convolution has a stride and no side shrinks below a pixel."""
    if len(channels) != len(strides):
        raise ValueError(
            f"{len(channels)} convolution channels need as many strides, got {len(strides)}"
        )
    side = min(shape[1:])
    if math.prod(strides) > side:
        raise ValueError(f"strides {tuple(strides)} shrink a {side}-pixel image below one pixel")
