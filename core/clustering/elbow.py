"""K-means over the number of clusters: inertia and errors, and the knee of the curve.

Each point is cached by content, so an interrupted computation resumes where it stopped, and a finer
one costs only its own points.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from core import data
from core.clustering.features import Features, load_features
from core.clustering.kmeans import measure_errors, study_key
from core.clustering.study import MAX_CLUSTERS, Study
from core.inference.progress import OnProgress, ignore_progress
from core.storage.arrays import Arrays
from core.storage.cache import cached, if_kept


@dataclass(frozen=True)
class ElbowPoint:
    """K-means with one number of clusters."""

    k: int
    inertia: float
    """Sum of the squared distances of the training rows to their centres."""
    train_error: float
    """Share of the training digits in a cluster of another class."""
    test_error: float
    """Share of the test digits in a cluster of another class."""


class ElbowStudy(BaseModel):
    """Numbers of clusters to try; the other settings are those of ``study``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    study: Study
    """The study to vary; its own number of clusters is ignored."""
    lowest: Annotated[int, Field(ge=1, le=MAX_CLUSTERS)] = 1
    highest: Annotated[int, Field(ge=1, le=MAX_CLUSTERS)] = 250
    step: Annotated[int, Field(ge=1, le=MAX_CLUSTERS)] = 10

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.lowest > self.highest:
            raise ValueError(
                f"the lowest number of clusters, {self.lowest}, is above the highest, "
                f"{self.highest}"
            )
        return self

    @property
    def ks(self) -> tuple[int, ...]:
        """The numbers of clusters: the lowest, each multiple of the step, the highest."""
        first = (self.lowest // self.step + 1) * self.step
        inner = range(first, self.highest, self.step)
        return tuple(sorted({self.lowest, *inner, self.highest}))

    def cached_points(self) -> list[ElbowPoint]:
        """The points computed so far, in ascending number of clusters."""
        points = (if_kept(lambda k=k: self._point(k)) for k in self.ks)
        return [point for point in points if point is not None]

    def run(
        self,
        on_point: Callable[[int, ElbowPoint], None] = lambda done, point: None,
        on_progress: OnProgress = ignore_progress,
    ) -> list[ElbowPoint]:
        """Compute what is missing and return all points.

        ``on_progress`` counts the digits encoded, ``on_point`` gets the number of points done and
        the last one. Either may raise an exception to stop; the points so far stay cached.
        """
        features_once = cache(lambda: self._features(on_progress))
        points: list[ElbowPoint] = []
        for k in self.ks:
            points.append(self._point(k, features_once))
            on_point(len(points), points[-1])
        return points

    def _study(self, k: int) -> Study:
        settings = self.study.settings.model_copy(update={"clusters": k})
        return self.study.model_copy(update={"settings": settings})

    def _features(self, on_progress: OnProgress = ignore_progress) -> Features:
        return load_features(self.study.source, data.load(self.study.dataset), on_progress)

    def _point(self, k: int, rows: Callable[[], Features] | None = None) -> ElbowPoint:
        study = self._study(k)

        def compute() -> Arrays:
            dataset = data.load(study.dataset)
            errors = measure_errors((rows or self._features)(), dataset, study.settings)
            return {"scalars": np.array([errors.inertia, errors.train, errors.test], np.float64)}

        scalars = cached(study_key(study, what="elbow"), compute)["scalars"]
        return ElbowPoint(k, *(float(value) for value in scalars))


def knee(ks: Sequence[int], inertias: Sequence[float]) -> int | None:
    """Number of clusters at the knee of a falling curve; None if it has no knee.

    With both axes scaled to [0, 1], the knee is the point farthest below the straight line from the
    first point to the last (Satopää et al., "Finding a 'Kneedle' in a Haystack", 2011). Fewer than
    three points, or none below that line, have no knee.
    """
    if len(ks) < 3:
        return None
    x = np.asarray(ks, np.float64)
    y = np.asarray(inertias, np.float64)
    if y[0] <= y[-1]:
        return None
    below = (1 - (x - x[0]) / (x[-1] - x[0])) - (y - y[-1]) / (y[0] - y[-1])
    best = int(below.argmax())
    return int(ks[best]) if below[best] > 0 else None
