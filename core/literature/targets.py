"""The figures that the literature reports, and that the shipped checkpoints must reach.

Each is a figure of a checkpoint's card on the 10,000 test digits. The tests measure every one of
them again, and ``docs/models.md`` is written from them.
"""

from dataclasses import dataclass
from typing import Literal

import torch

from core.data import Dataset


@dataclass(frozen=True)
class Target:
    """One figure of one checkpoint that must be at least, or at most, a value."""

    name: str  # the checkpoint
    metric: str  # the key in its card
    sense: Literal["at least", "at most"]
    value: float
    words: str
    reported: str = ""  # what the source itself has, in its own units

    def met(self, measured: float) -> bool:
        """Whether a measured figure reaches the target."""
        return measured >= self.value if self.sense == "at least" else measured <= self.value


TARGETS: tuple[Target, ...] = (
    Target(
        "ae-dense-32",
        "squared_error_unclipped",
        "at most",
        13.4,
        "summed squared error per digit",
        "13.4",
    ),
    Target(
        "dae-dense-128",
        "judge_accuracy_denoised",
        "at least",
        0.94,
        "accuracy of clf-mlp-3 on its output, where the noise takes it to 89 %",
        "94 %",
    ),
    Target(
        "dae-conv-32",
        "judge_accuracy_denoised",
        "at least",
        0.975,
        "accuracy of clf-mlp-3 on its output, where the noise takes it to 89 %",
    ),
    Target(
        "vae-conv-2",
        "latent_share_within_4",
        "at least",
        0.99,
        "share of test means inside [-4, 4] in both numbers",
        "within [−4, 4]",
    ),
    Target("vae-dense-20", "test_loss", "at most", 106.0, "loss per image"),
    Target(
        "simclr-conv-64",
        "cluster_error",
        "at most",
        0.03,
        "share of test digits misread by 225 clusters of its latents, found without labels",
    ),
    Target("clf-logistic", "accuracy", "at least", 0.92, "accuracy", "92 %"),
    Target("clf-mlp-1", "accuracy", "at least", 0.975, "accuracy", "97.5 %"),
    Target("clf-mlp-3", "accuracy", "at least", 0.98, "accuracy", "98 %"),
    Target(
        "clf-bottleneck-2",
        "accuracy",
        "at least",
        0.97,
        "accuracy through two numbers",
        "above 96 %",
    ),
    Target("clf-conv-bottleneck-2", "accuracy", "at least", 0.985, "accuracy through two numbers"),
    Target("clf-conv", "accuracy", "at least", 0.994, "accuracy"),
)

PCA_RATIO = 2.5  # PCA-16's squared error over that of ae-conv-16, at least


def pca_squared_error(dataset: Dataset, size: int) -> float:
    """Squared error per test digit, summed over pixels, of the best linear map through ``size``.

    Principal component analysis fitted on the training digits, from the covariance's eigenvectors.
    """
    seen = dataset.split("train").images.flatten(1).double() / 255
    test = dataset.split("test").images.flatten(1).double() / 255
    mean = seen.mean(0)
    covariance = (seen.T @ seen) / len(seen) - mean.outer(mean)
    axes = torch.linalg.eigh(covariance).eigenvectors[:, -size:]
    centred = test - mean
    return float(((centred - centred @ axes @ axes.T) ** 2).sum(1).mean())
