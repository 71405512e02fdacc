"""The features of a first layer: what each neuron's weights look like, and three numbers on it.

The weights that lead from the 784 pixels to one neuron are a picture of 28×28: what the neuron
looks for. A denoising autoencoder is said to learn larger, smoother ones (Vincent et al., 2008,
section 4.2); the numbers here let that be seen rather than believed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from torch import nn

from core.checkpoints.pool import pool
from core.errors import CheckpointError
from models.layers import PIXELS, SIDE

Floats = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class FirstLayer:
    """The first layer with weights that an image meets."""

    name: str
    """The layer's path, such as ``encoder.0``."""
    kind: str
    """``dense`` or ``conv``"""
    weights: Floats
    """dense: (neurons, 28, 28); conv: (filters, height, width)"""


def first_layer(checkpoint: str) -> FirstLayer:
    """The weights as pictures; CheckpointError where no layer looks at the image itself."""
    for name, layer in pool().module(checkpoint).named_modules():
        if isinstance(layer, nn.Linear) and layer.in_features == PIXELS:
            weights = layer.weight.detach().cpu().numpy().reshape(-1, SIDE, SIDE)
            return FirstLayer(name, "dense", weights.astype(np.float32))
        if isinstance(layer, nn.Conv2d) and layer.in_channels == 1:
            weights = layer.weight.detach().cpu().numpy()[:, 0]
            return FirstLayer(name, "conv", weights.astype(np.float32))
    raise CheckpointError(f"'{checkpoint}' has no first layer that looks at the pixels.")


def drawn(units: int, count: int, seed: int) -> NDArray[np.int64]:
    """``count`` of the units (or all, where there are no more), drawn with the seed, in order."""
    generator = np.random.default_rng(seed)
    return np.sort(generator.permutation(units)[:count]).astype(np.int64)


@dataclass(frozen=True, eq=False)
class Statistics:
    """Three numbers on each of N weight pictures; NaN for one whose weights are all alike."""

    sparsity: NDArray[np.float64]
    """(N,) in [0, 1]: 0 all weights of one size, 1 a single weight that is not zero"""
    noise: NDArray[np.float64]
    """(N,) >= 0: 0 smooth, about 1 where neighbouring weights have nothing to do with each other"""
    angle: NDArray[np.float64]
    """(N,) in [0, 180): direction of its lines in degrees, 0 horizontal, counter-clockwise"""
    coherence: NDArray[np.float64]
    """(N,) in [0, 1]: how much of it runs in that one direction; 0 none, 1 all"""


def statistics(weights: Floats) -> Statistics:
    """The statistics of weight pictures, float (N, height, width) of at least 2×2 pixels.

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
    # Half the angle of the tensor is the direction of the steepest change; lines run across it.
    # Rows count downwards, so the sign turns it counter-clockwise as people see it.
    steepest = 0.5 * np.arctan2(-2 * xy, xx - yy)
    angle = np.degrees(steepest + np.pi / 2) % 180
    return angle, np.hypot(xx - yy, 2 * xy) / (xx + yy)


def activity(strengths: Floats) -> NDArray[np.float64]:
    """Share of digits that switch each unit on, from float (N, units): (units,) in [0, 1]."""
    return (strengths > 0).mean(0)


def strongest(strengths: Floats, unit: int, count: int) -> NDArray[np.int64]:
    """Places of the ``count`` digits that drive a unit most, the strongest first."""
    return np.argsort(-strengths[:, unit], kind="stable")[:count].astype(np.int64)
