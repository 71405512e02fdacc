"""Whether denoising pays: classifiers on clean, noisy and cleaned digits at one level of noise."""

from dataclasses import dataclass
from functools import cache, partial

from torch import Tensor

from core.checkpoints.pool import pool, require_task
from core.data import Dataset, to_float
from core.evaluation import robustness
from core.inference.progress import OnProgress, ignore_progress


@dataclass(frozen=True)
class Payoff:
    """Accuracies in [0, 1] of several classifiers, in their order."""

    classifiers: tuple[str, ...]
    clean: tuple[float, ...]
    noisy: tuple[float, ...]
    cleaned: dict[str, tuple[float, ...]]
    """the same behind each denoiser"""
    kind: str
    level: float
    seed: int
    count: int
    """images"""


def payoff(
    classifiers: list[str],
    denoisers: list[str],
    kind: str,
    level: float,
    dataset: Dataset,
    seed: int = 0,
    on_progress: OnProgress = ignore_progress,
) -> Payoff:
    """Every classifier on the images as they are, noisy, and cleaned by each denoiser.

    Each number is kept by content, and shared with the curves over the level.
    """
    for name in classifiers:
        require_task(pool().card(name), "classify")
    for name in denoisers:
        require_task(pool().card(name), "reconstruct")
    ways: list[tuple[str | None, float]] = [(None, 0.0), (None, level)]
    ways += [(name, level) for name in denoisers]
    total = len(ways) * len(classifiers)
    found: list[list[float]] = []
    for at, (denoiser, amount) in enumerate(ways):
        found.append([])
        # Made where it is needed, and once for all classifiers.
        seen = cache(partial(_seen, denoiser, kind, amount, dataset, seed))
        for reader in classifiers:
            found[-1].append(
                robustness.accuracy_at(reader, denoiser, kind, amount, dataset, seed, seen)
            )
            on_progress(at * len(classifiers) + len(found[-1]), total)
    clean, noisy, *cleaned = (tuple(row) for row in found)
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


def _seen(denoiser: str | None, kind: str, level: float, dataset: Dataset, seed: int) -> Tensor:
    noisy = robustness.add_noise(to_float(dataset.images), kind, level, seed)
    return robustness.cleaned(denoiser, noisy)


def seconds(classifiers: list[str], denoisers: list[str], dataset: Dataset) -> float:
    """How long `payoff` may take where nothing is kept, measured on a few of the images."""
    reading = sum(robustness.seconds_per_image(name, dataset) for name in classifiers)
    cleaning = sum(robustness.seconds_per_image(name, dataset) for name in denoisers)
    return len(dataset) * (reading * (2 + len(denoisers)) + cleaning)
