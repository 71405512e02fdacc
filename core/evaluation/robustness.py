"""How well a classifier reads noisy digits with and without denoising, over the noise level.

The curves are computed point by point on all images given. Each point is kept on disk under the
content that it depends on, so a computation that was stopped goes on where it was, and a further
denoiser costs only its own points. Those of the shipped denoisers come with the program.
"""

import csv
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache, partial

import numpy as np
import torch
from torch import Tensor

from core import data, inference
from core.checkpoints.pool import pool, require_task, task_of
from core.data import Dataset
from core.evaluation.metrics import Robustness
from core.noise import KINDS, at_level, seeded
from core.settings import PROJECT, settings
from core.storage.cache import ArrayCache, content_key

log = logging.getLogger(__name__)

SHIPPED = PROJECT / "checkpoints" / "curves.csv"
"""Points of the shipped denoisers on all test digits, by the keys of `key_of`: one file in place of
the hundreds that a cache of them would be. Made by ``python -m tools.curves``."""
POINTS = 11
_PROBE = 256  # images; enough to be past the start-up costs of a batch


def levels(kind: str, count: int = POINTS) -> tuple[float, ...]:
    """About ``count`` levels from none to the highest, in steps of the level's slider."""
    setting = fields(KINDS[kind])[0].metadata
    low, high, step = setting["low"], setting["high"], setting["step"]
    spread = np.linspace(low, high, count)
    steps = np.unique(np.rint((spread - low) / step))
    return tuple(round(float(low + step * number), 6) for number in steps)


def accuracy_at(
    classifier: str,
    denoiser: str | None,
    kind: str,
    level: float,
    dataset: Dataset,
    seed: int = 0,
    seen: Callable[[], Tensor] | None = None,
) -> float:
    """Share of images read correctly at one level, as they are or behind a denoiser; in [0, 1].

    Kept by content. ``seen`` may give what the classifier is shown, float (N, 1, 28, 28): see
    `shown`, for callers that show the same to several classifiers.
    """
    key = key_of(classifier, denoiser, kind, level, seed, dataset)
    share = _kept(key)
    if share is None:
        x = shown(denoiser, spoilt(kind, level, dataset, seed)) if seen is None else seen()
        read = inference.classify(pool().module(classifier), x).argmax(1)
        share = float((read == dataset.labels).double().mean())
        _cache().put(key, {"accuracy": np.array([share])})
    return share


def shown(denoiser: str | None, noisy: Tensor) -> Tensor:
    """What a classifier sees of noisy images: as they are, or cleaned by the denoiser."""
    return noisy if denoiser is None else inference.reconstruct(pool().module(denoiser), noisy)


def is_kept(
    classifier: str, denoiser: str | None, kind: str, level: float, dataset: Dataset, seed: int = 0
) -> bool:
    """Whether `accuracy_at` answers at once."""
    return _kept(key_of(classifier, denoiser, kind, level, seed, dataset)) is not None


def spoilt(kind: str, level: float, dataset: Dataset, seed: int) -> Tensor:
    """The images with noise of one level: float (N, 1, 28, 28) in [0, 1]."""
    # Every level from the same seed: the curve shows the level, not the draw.
    return at_level(kind, level)(data.to_float(dataset.images), seeded(seed))


@dataclass(frozen=True)
class Study:
    """What to compute: one classifier, some denoisers, one kind of noise, all levels, one seed."""

    classifier: str
    denoisers: tuple[str, ...]
    kind: str
    seed: int = 0

    def __post_init__(self) -> None:
        require_task(pool().card(self.classifier), "classify")
        for name in self.denoisers:
            require_task(pool().card(name), "reconstruct")

    def kept(self, dataset: Dataset) -> Robustness | None:
        """The curves on these images where every point is there already, else None."""
        points = [_kept(self._key(dataset, level, by)) for level, by in self._points()]
        if any(point is None for point in points):
            return None
        return self._curves(dataset, [point for point in points if point is not None])

    def seconds(self, dataset: Dataset) -> float:
        """How long the missing points may take, measured on a few of these images."""
        missing = [
            by for level, by in self._points() if _kept(self._key(dataset, level, by)) is None
        ]
        reading = pace(self.classifier, dataset)
        return len(dataset) * sum(reading + (pace(by, dataset) if by else 0.0) for by in missing)

    def run(self, dataset: Dataset) -> Iterator[float]:
        """Compute what is missing, point by point, and say the share done after each.

        Whoever asks may stop asking at any time: the points so far are kept.
        """
        # The routes' threads use one core each; this is long work that may use them all.
        torch.set_num_threads(settings().threads or os.cpu_count() or 1)
        noisy: dict[float, Tensor] = {}
        points = self._points()
        for done, (level, by) in enumerate(points, start=1):
            if _kept(self._key(dataset, level, by)) is None:
                if level not in noisy:
                    noisy = {level: spoilt(self.kind, level, dataset, self.seed)}
                seen = partial(shown, by, noisy[level])
                accuracy_at(self.classifier, by, self.kind, level, dataset, self.seed, seen)
            yield done / len(points)

    def _points(self) -> list[tuple[float, str | None]]:
        return [(level, by) for level in levels(self.kind) for by in (None, *self.denoisers)]

    def _key(self, dataset: Dataset, level: float, by: str | None) -> str:
        return key_of(self.classifier, by, self.kind, level, self.seed, dataset)

    def _curves(self, dataset: Dataset, accuracies: Sequence[float]) -> Robustness:
        table = np.array(accuracies).reshape(-1, 1 + len(self.denoisers))
        return Robustness(
            self.kind,
            levels(self.kind),
            tuple(table[:, 0].tolist()),
            {name: tuple(table[:, 1 + i].tolist()) for i, name in enumerate(self.denoisers)},
            len(dataset),
            self.seed,
        )


def key_of(
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


def _cache() -> ArrayCache:
    return ArrayCache(settings().cache / "robustness")


@cache
def _shipped() -> dict[str, float]:
    """Accuracies by key; none where a folder of somebody's own stands in place of ours."""
    try:
        with SHIPPED.open(encoding="utf-8", newline="") as file:
            return {row["key"]: float(row["accuracy"]) for row in csv.DictReader(file)}
    except FileNotFoundError:
        return {}
    except (OSError, KeyError, ValueError, csv.Error) as error:
        log.warning("%s cannot be read, so its curves are computed anew: %s", SHIPPED, error)
        return {}


def _kept(key: str) -> float | None:
    if key in _shipped():
        return _shipped()[key]
    found = _cache().get(key)
    return None if found is None else float(found["accuracy"][0])


_paces: dict[str, float] = {}  # seconds an image, by the digest of the model


def pace(name: str, dataset: Dataset) -> float:
    """Seconds that a model takes for an image, the best of two batches, measured once."""
    x = data.to_float(dataset.images[:_PROBE])
    loaded = pool().open(name)
    if loaded.card.sha256 not in _paces:
        call = inference.classify if task_of(loaded.card) == "classify" else inference.reconstruct
        times = []
        for _ in range(2):
            start = time.perf_counter()
            call(loaded.module, x)
            times.append(time.perf_counter() - start)
        _paces[loaded.card.sha256] = min(times) / len(x)
    return _paces[loaded.card.sha256]
