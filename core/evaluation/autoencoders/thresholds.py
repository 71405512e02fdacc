"""Output thresholds: nearly white pixels become white, nearly black ones black."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from core.checkpoints.pool import pool, require_task
from core.data import Dataset, balanced_subset, to_float
from core.inference import denoising
from core.noise import Noise

LOW, HIGH = 0.25, 0.75


def apply_thresholds(images: Tensor, low: float = LOW, high: float = HIGH) -> Tensor:
    """Set pixels of at least ``high`` to 1 and of at most ``low`` to 0; the others stay."""
    return torch.where(images >= high, 1.0, torch.where(images <= low, 0.0, images))


@dataclass(frozen=True, eq=False)
class Examples:
    """N digits as they are, noisy, and reconstructed by each of M autoencoders."""

    rows: NDArray[np.int64]
    """(N,), row ids."""
    labels: NDArray[np.int64]
    """(N,), classes."""
    clean: NDArray[np.float32]
    """(N, H, W) in [0, 1]."""
    noisy: NDArray[np.float32]
    """(N, H, W) in [0, 1]."""
    soft: NDArray[np.float32]
    """(M, N, H, W) in [0, 1], outputs of the autoencoders."""
    hard: NDArray[np.float32]
    """(M, N, H, W) in [0, 1], outputs after the thresholds."""
    noisy_error: NDArray[np.float32]
    """(N,), squared error of each noisy digit, summed over its pixels."""
    soft_error: NDArray[np.float32]
    """(M, N), squared error of each output."""
    hard_error: NDArray[np.float32]
    """(M, N), squared error of each output after the thresholds."""


def draw_examples(
    autoencoders: list[str],
    dataset: Dataset,
    count: int,
    noise: Noise | None,
    seed: int,
    low: float = LOW,
    high: float = HIGH,
) -> Examples:
    """Draw ``count`` digits, balanced by class, add the noise and reconstruct them.

    ``seed`` draws the digits and the noise. Raises CheckpointError for a checkpoint that does not
    reconstruct, DataError for too many digits.
    """
    for name in autoencoders:
        require_task(pool().card(name), "reconstruct")
    sample = balanced_subset(dataset, count, seed)
    places = sample[dataset.labels[sample].argsort(stable=True)]
    x = to_float(dataset.images[places])
    result = denoising.denoise(
        x, {name: pool().module(name) for name in autoencoders}, noise=noise, seed=seed
    )
    hard = apply_thresholds(result.outputs, low, high)
    return Examples(
        dataset.rows[places].numpy(),
        dataset.labels[places].numpy(),
        result.clean.numpy(),
        result.noisy.numpy(),
        result.outputs.numpy(),
        hard.numpy(),
        result.squared_errors[0].numpy(),
        result.squared_errors[1:].numpy(),
        ((hard - result.clean) ** 2).flatten(2).sum(2).numpy(),
    )
