"""Payoff of denoising: accuracy on clean, noisy and denoised digits at one level of noise."""

from dataclasses import dataclass
from functools import cache, partial

from torch import Tensor

from core.checkpoints.pool import pool, require_task
from core.data import Dataset, to_float
from core.evaluation.classifiers import robustness
from core.inference.progress import OnProgress, ignore_progress


@dataclass(frozen=True)
class Payoff:
    """Accuracies in [0, 1] of several classifiers, in their order."""

    classifiers: tuple[str, ...]
    clean: tuple[float, ...]
    noisy: tuple[float, ...]
    cleaned: dict[str, tuple[float, ...]]
    """Accuracies behind each denoiser, by its name."""
    kind: str
    level: float
    seed: int
    count: int
    """Number of images."""


def measure(
    classifiers: list[str],
    denoisers: list[str],
    kind: str,
    level: float,
    dataset: Dataset,
    seed: int = 0,
    on_progress: OnProgress = ignore_progress,
) -> Payoff:
    """Accuracy of each classifier on clean images, noisy images, and behind each denoiser.

    Cached by content, together with the points of `robustness`. Raises CheckpointError unless each
    checkpoint has its task.
    """
    for name in classifiers:
        require_task(pool().card(name), "classify")
    for name in denoisers:
        require_task(pool().card(name), "reconstruct")
    ways: list[tuple[str | None, float]] = [(None, 0.0), (None, level)]
    ways += [(name, level) for name in denoisers]
    total = len(ways) * len(classifiers)
    accuracies: list[list[float]] = []
    for at, (denoiser, amount) in enumerate(ways):
        accuracies.append([])
        # Computed at first use, once for all classifiers.
        inputs = cache(partial(_inputs, denoiser, kind, amount, dataset, seed))
        for classifier in classifiers:
            accuracies[-1].append(
                robustness.accuracy_at(classifier, denoiser, kind, amount, dataset, seed, inputs)
            )
            on_progress(at * len(classifiers) + len(accuracies[-1]), total)
    clean, noisy, *cleaned = (tuple(row) for row in accuracies)
    return Payoff(
        tuple(classifiers),
        clean,
        noisy,
        dict(zip(denoisers, cleaned, strict=True)),
        kind,
        level,
        seed,
        len(dataset),
    )


def _inputs(denoiser: str | None, kind: str, level: float, dataset: Dataset, seed: int) -> Tensor:
    noisy = robustness.add_noise(to_float(dataset.images), kind, level, seed)
    return robustness.denoise(denoiser, noisy)


def estimate_seconds(classifiers: list[str], denoisers: list[str], dataset: Dataset) -> float:
    """Estimated duration of `measure` in seconds if nothing is cached, from a few images."""
    classifying = sum(robustness.seconds_per_image(name, dataset) for name in classifiers)
    denoising = sum(robustness.seconds_per_image(name, dataset) for name in denoisers)
    return len(dataset) * (classifying * (2 + len(denoisers)) + denoising)
