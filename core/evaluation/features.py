"""Features of a first layer: weights as pictures, and statistics of them.

The weights from all pixels to one neuron are a picture of the size of an image. It shows what the
neuron responds to. A denoising autoencoder is said to learn larger, smoother features (Vincent et
al., "Extracting and Composing Robust Features with Denoising Autoencoders", 2008, section 4.2); the
statistics test that.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from torch import nn

from core.checkpoints.pool import pool
from core.errors import CheckpointError

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class FirstLayer:
    """The first layer with weights."""

    name: str
    """Path in the module, such as ``encoder.0``."""
    kind: str
    """``dense`` or ``conv``."""
    weights: Floats
    """float32; dense: (neurons, H, W) of the image, conv: (filters, height, width).
    The weights of three colours are averaged."""


def first_layer(checkpoint: str) -> FirstLayer:
    """The weights as pictures; CheckpointError if no layer takes the pixels."""
    module = pool().module(checkpoint)
    channels, *size = module.config.shape
    for name, layer in module.named_modules():
        if isinstance(layer, nn.Linear) and layer.in_features == module.config.values:
            weights = layer.weight.detach().cpu().numpy().reshape(-1, channels, *size)
            return FirstLayer(name, "dense", weights.mean(1, dtype=np.float32))
        if isinstance(layer, nn.Conv2d) and layer.in_channels == channels:
            weights = layer.weight.detach().cpu().numpy()
            return FirstLayer(name, "conv", weights.mean(1, dtype=np.float32))
    raise CheckpointError(f"'{checkpoint}' has no layer that takes the pixels: choose another.")


def sample_units(units: int, count: int, seed: int) -> NDArray[np.int64]:
    """Sorted indices of ``count`` of the units, or of all if there are fewer, drawn at random."""
    generator = np.random.default_rng(seed)
    return np.sort(generator.permutation(units)[:count]).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Statistics:
    """Statistics of N weight pictures; NaN for a picture of equal weights."""

    sparsity: NDArray[np.float64]
    """(N,) in [0, 1]: 0 if all weights have the same magnitude, 1 if all but one are zero."""
    noise: NDArray[np.float64]
    """(N,) at least 0: 0 for a smooth picture, about 1 for independent neighbours."""
    angle: NDArray[np.float64]
    """(N,) in [0, 180): direction of the lines in degrees, counter-clockwise from horizontal."""
    coherence: NDArray[np.float64]
    """(N,) in [0, 1]: share of the gradient in that one direction."""


def statistics(weights: Floats) -> Statistics:
    """Statistics of weight pictures, float (N, height, width), of at least 2×2 pixels.

    Sparsity: Hoyer, "Non-negative Matrix Factorization with Sparseness Constraints" (2004). Noise:
    von Neumann's ratio (1941) of the mean squared step between neighbours to the variance, halved.
    Orientation: the structure tensor (Bigün and Granlund, 1987) summed over the picture.
    """
    w = weights.astype(np.float64)
    flat = w.reshape(len(w), -1)
    root = np.sqrt(flat.shape[1])
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.abs(flat).sum(1) / np.sqrt((flat**2).sum(1))
        sparsity = (root - ratio) / (root - 1)
        steps = [np.diff(w, axis=axis).reshape(len(w), -1) for axis in (1, 2)]
        noise = (np.concatenate(steps, axis=1) ** 2).mean(1) / (2 * flat.var(1))
        angle, coherence = _orientation(w)
    alike = flat.var(1) == 0
    for values in (sparsity, noise, angle, coherence):
        values[alike] = np.nan
    return Statistics(sparsity, noise, angle, coherence)


def _orientation(w: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    down = ndimage.sobel(w, axis=1, mode="nearest")
    across = ndimage.sobel(w, axis=2, mode="nearest")
    xx, yy, xy = ((a * b).sum((1, 2)) for a, b in ((across, across), (down, down), (across, down)))
    # Half the angle of the tensor is the direction of the steepest change, across the lines. Rows
    # count downwards, so the sign makes angles counter-clockwise on the screen.
    steepest = 0.5 * np.arctan2(-2 * xy, xx - yy)
    angle = np.degrees(steepest + np.pi / 2) % 180
    return angle, np.hypot(xx - yy, 2 * xy) / (xx + yy)


def activity(strengths: Floats) -> NDArray[np.float64]:
    """Share of the digits with a positive activation, from float (N, units): (units,)."""
    return (strengths > 0).mean(0)


def strongest_digits(strengths: Floats, unit: int, count: int) -> NDArray[np.int64]:
    """Positions of the ``count`` digits with the largest activation of a unit, largest first."""
    return np.argsort(-strengths[:, unit], kind="stable")[:count].astype(np.int64)
