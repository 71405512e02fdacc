"""K-means over the number of clusters: how the inertia falls, and where it stops paying.

Each number of clusters is kept by content as soon as it is done, so a computation that was stopped
goes on where it was, and a finer one costs only its own points.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from core import data
from core.clustering.features import Features, features
from core.clustering.kmeans import _cache, errors_of, key
from core.clustering.study import MAX_CLUSTERS, Study
from core.data import Dataset
from core.inference.encodings import ignore_progress
from core.inference.queue import OnProgress


@dataclass(frozen=True)
class ElbowPoint:
    """K-means with one number of clusters."""

    k: int
    inertia: float
    """Squared distance of the training rows to their centres, summed."""
    train_error: float
    test_error: float


class ElbowStudy(BaseModel):
    """Which numbers of clusters to try; the others settings are those of ``study``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    study: Study
    """Its own number of clusters does not matter."""
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

    def kept(self) -> list[ElbowPoint]:
        """The points that have been computed, by rising number of clusters."""
        return [point for k in self.ks if (point := self._kept(k)) is not None]

    def run(
        self,
        on_point: Callable[[int, ElbowPoint], None] = lambda done, point: None,
        on_progress: OnProgress = ignore_progress,
    ) -> list[ElbowPoint]:
        """Compute what is missing and return all points.

        ``on_progress`` gets the digits encoded, ``on_point`` the number of points done and the
        last one. Either may raise to stop; what is done is kept.
        """
        dataset = data.load(self.study.dataset)
        points: list[ElbowPoint] = []
        rows: Features | None = None
        for k in self.ks:
            point = self._kept(k)
            if point is None:
                if rows is None:
                    rows = features(self.study.source, dataset, on_progress)
                point = self._computed(k, rows, dataset)
            points.append(point)
            on_point(len(points), point)
        return points

    def _study(self, k: int) -> Study:
        chosen = self.study.settings.model_copy(update={"clusters": k})
        return self.study.model_copy(update={"settings": chosen})

    def _kept(self, k: int) -> ElbowPoint | None:
        found = _cache().get(key(self._study(k), what="elbow"))
        if found is None:
            return None
        inertia, train_error, test_error = (float(value) for value in found["scalars"])
        return ElbowPoint(k, inertia, train_error, test_error)

    def _computed(self, k: int, rows: Features, dataset: Dataset) -> ElbowPoint:
        found = errors_of(rows, dataset, self._study(k).settings)
        scalars = np.array([found.inertia, found.train, found.test], np.float64)
        _cache().put(key(self._study(k), what="elbow"), {"scalars": scalars})
        return ElbowPoint(k, *(float(value) for value in scalars))


def knee(ks: Sequence[int], inertias: Sequence[float]) -> int | None:
    """The number of clusters at the knee of a falling curve, None for fewer than three points.

    With both axes scaled to [0, 1], the point that lies farthest below the straight line from the
    first point to the last: Satopää et al., "Finding a 'Kneedle' in a Haystack" (2011). A curve
    that never dips below that line has no knee.
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
