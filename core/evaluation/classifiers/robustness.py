"""Accuracy of a classifier on noisy images over the noise level, with and without denoising.

Each point is cached by content, so an interrupted computation resumes where it stopped, and another
denoiser costs only its own points. The points of the shipped denoisers come with the program.
"""

import csv
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from torch import Tensor

from core import data, inference
from core.checkpoints.pool import pool, require_task
from core.data import Dataset
from core.evaluation import metrics
from core.inference.progress import OnProgress, ignore_progress
from core.inference.queue import use_all_cores
from core.noise import at_level, level_control, make_generator
from core.settings import PROJECT
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key, if_kept
from models import Network

log = logging.getLogger(__name__)

SHIPPED = PROJECT / "checkpoints" / "curves.csv"
"""Points of the shipped denoisers on all test digits, by `point_key`, in one file instead of
hundreds; written by ``python -m tools.curves``."""
POINTS = 11
_PROBE = 256  # images; enough to be past the start-up costs of a batch


def levels(kind: str, count: int = POINTS) -> tuple[float, ...]:
    """About ``count`` levels from the lowest to the highest, in steps of the level's slider."""
    level = level_control(kind)
    spread = np.linspace(level.low, level.high, count)
    steps = np.unique(np.rint((spread - level.low) / level.step))
    return tuple(round(float(level.low + level.step * number), 6) for number in steps)


@dataclass(frozen=True)
class Robustness:
    """Accuracy of one classifier over noise levels, as is and behind each denoiser."""

    kind: str
    levels: tuple[float, ...]
    noisy: tuple[float, ...]
    """Accuracy in [0, 1] on the noisy images."""
    denoised: dict[str, tuple[float, ...]]
    """Accuracy in [0, 1] on the output of each denoiser, by its name."""
    count: int
    """Number of images."""
    seed: int


def measure(
    classifier: Network,
    denoisers: Mapping[str, Network],
    kind: str,
    levels: Sequence[float],
    x: Tensor,
    labels: Tensor,
    seed: int = 0,
    on_progress: OnProgress = ignore_progress,
) -> Robustness:
    """Accuracy on x, float (N, C, H, W) in [0, 1], at each level; nothing is cached."""

    @lru_cache(maxsize=1)
    def noisy_at(level: float) -> Tensor:
        return add_noise(x, kind, level, seed)

    def accuracy(level: float, denoiser: str | None) -> float:
        noisy = noisy_at(level)
        inputs = inference.reconstruct(denoisers[denoiser], noisy) if denoiser else noisy
        return metrics.accuracy(classifier, inputs, labels)

    return _curves(kind, levels, list(denoisers), accuracy, len(x), seed, on_progress)


@dataclass(frozen=True)
class Study:
    """One classifier, some denoisers, one kind of noise at all its levels, one seed.

    Raises CheckpointError unless each checkpoint has its task.
    """

    classifier: str
    denoisers: tuple[str, ...]
    kind: str
    seed: int = 0

    def __post_init__(self) -> None:
        require_task(pool().card(self.classifier), "classify")
        for name in self.denoisers:
            require_task(pool().card(name), "reconstruct")

    def curves(self, dataset: Dataset, on_progress: OnProgress = ignore_progress) -> Robustness:
        """The curves on all images of ``dataset``; ``on_progress`` counts points.

        ``on_progress`` may raise an exception to stop; the points so far stay cached.
        """
        use_all_cores()

        @lru_cache(maxsize=1)
        def noisy_at(level: float) -> Tensor:
            return add_noise(data.to_float(dataset.images), self.kind, level, self.seed)

        def accuracy(level: float, denoiser: str | None) -> float:
            return accuracy_at(
                self.classifier, denoiser, self.kind, level, dataset, self.seed,
                lambda: denoise(denoiser, noisy_at(level)),
            )  # fmt: skip

        return _curves(
            self.kind, levels(self.kind), self.denoisers, accuracy, len(dataset), self.seed,
            on_progress,
        )  # fmt: skip

    def estimate_seconds(self, dataset: Dataset) -> float:
        """Estimated duration in seconds of the points that are not cached, from a few images."""
        reading = seconds_per_image(self.classifier, dataset)
        total = 0.0
        for level in levels(self.kind):
            for name in (None, *self.denoisers):
                if not self._is_kept(dataset, level, name):
                    total += reading + (seconds_per_image(name, dataset) if name else 0)
        return total * len(dataset)

    def _is_kept(self, dataset: Dataset, level: float, denoiser: str | None) -> bool:
        point = (self.classifier, denoiser, self.kind, level, dataset, self.seed)
        return if_kept(lambda: accuracy_at(*point)) is not None


def _curves(
    kind: str,
    levels: Sequence[float],
    denoisers: Sequence[str],
    accuracy: Callable[[float, str | None], float],
    count: int,
    seed: int,
    on_progress: OnProgress,
) -> Robustness:
    """The curves whose points are ``accuracy(level, denoiser)``."""
    points = [(level, denoiser) for level in levels for denoiser in (None, *denoisers)]
    accuracies: list[float] = []
    for level, denoiser in points:
        accuracies.append(accuracy(level, denoiser))
        on_progress(len(accuracies), len(points))
    table = np.array(accuracies).reshape(len(levels), 1 + len(denoisers))
    return Robustness(
        kind,
        tuple(levels),
        tuple(table[:, 0].tolist()),
        {name: tuple(table[:, 1 + i].tolist()) for i, name in enumerate(denoisers)},
        count,
        seed,
    )


def accuracy_at(
    classifier: str,
    denoiser: str | None,
    kind: str,
    level: float,
    dataset: Dataset,
    seed: int = 0,
    make_inputs: Callable[[], Tensor] | None = None,
) -> float:
    """Accuracy in [0, 1] at one noise level, with or without a denoiser; cached by content.

    ``make_inputs`` returns the inputs of the classifier, float (N, C, H, W), for callers that show
    the same images to several classifiers; by default they are computed.
    """
    key = point_key(classifier, denoiser, kind, level, seed, dataset)
    shipped_curve = _shipped_points().get(key)
    if shipped_curve is not None:
        return shipped_curve

    def compute() -> Arrays:
        if make_inputs is not None:
            x = make_inputs()
        else:
            x = denoise(denoiser, add_noise(data.to_float(dataset.images), kind, level, seed))
        accuracy = metrics.accuracy(pool().module(classifier), x, dataset.labels)
        return {"accuracy": np.array([accuracy])}

    return float(cached(key, compute)["accuracy"][0])


def denoise(denoiser: str | None, noisy: Tensor) -> Tensor:
    """Noisy images, float (N, C, H, W), after the denoiser; unchanged if there is none."""
    return inference.reconstruct(pool().module(denoiser), noisy) if denoiser else noisy


def add_noise(x: Tensor, kind: str, level: float, seed: int) -> Tensor:
    """x, float (N, C, H, W) in [0, 1], with noise of one level."""
    # The same seed at every level, so that the curve shows the effect of the level alone.
    return at_level(kind, level)(x, make_generator(seed))


def point_key(
    classifier: str, denoiser: str | None, kind: str, level: float, seed: int, dataset: Dataset
) -> str:
    """The content key of an accuracy: it changes with the weights, the noise and the images."""
    return content_key(
        what="robustness",
        classifier=pool().card(classifier).sha256,
        denoiser=None if denoiser is None else pool().card(denoiser).sha256,
        kind=kind,
        level=level,
        seed=seed,
        dataset=dataset.fingerprint,
        first=int(dataset.rows[0]),
        count=len(dataset),
    )


@cache
def _shipped_points() -> dict[str, float]:
    """Shipped accuracies by key; empty if the file is missing or cannot be read."""
    try:
        with SHIPPED.open(encoding="utf-8", newline="") as file:
            return {row["key"]: float(row["accuracy"]) for row in csv.DictReader(file)}
    except FileNotFoundError:
        return {}
    except (OSError, KeyError, ValueError, csv.Error) as error:
        log.warning("%s cannot be read, so its curves are computed: %s", SHIPPED, error)
        return {}


_seconds_per_image: dict[str, float] = {}  # by the digest of the model


def seconds_per_image(name: str, dataset: Dataset) -> float:
    """Seconds that a checkpoint takes per image, the faster of two batches, measured once."""
    module, digest = pool().module(name), pool().store.digest(name)
    if digest not in _seconds_per_image:
        use_all_cores()
        x = data.to_float(dataset.images[:_PROBE])
        calls = {"classify": inference.classify, "encode": inference.encode}
        call = calls.get(module.task, inference.reconstruct)
        times = []
        for _ in range(2):
            start = time.perf_counter()
            call(module, x)
            times.append(time.perf_counter() - start)
        _seconds_per_image[digest] = min(times) / len(x)
    return _seconds_per_image[digest]
