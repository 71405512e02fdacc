"""The base class of projection methods, and the callbacks of a running one."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import dataclasses

from core.errors import LatentLabError, ProjectionError
from core.text.controls import Options, setting

Points = NDArray[np.floating[Any]]


def _ignore_stage(name: str, share: float) -> None:
    """Drop a report of progress."""


def _ignore_layout(xy: Points, iteration: int) -> None:
    """Drop a layout."""


@dataclass(frozen=True)
class Watch:
    """Callbacks of a running method. Either may raise an exception to end the work."""

    stage: Callable[[str, float], None] = _ignore_stage
    """Called with the name of the current step and the completed share of the whole, 0 to 1."""
    layout: Callable[[Points, int], None] = _ignore_layout
    """Called with an intermediate layout, (N, 2) or (N, 3), and its iteration."""


def parameter(
    default: float,
    label: str,
    low: float,
    high: float,
    step: float,
    text: str,
    most: Callable[[int], float] | None = None,
) -> Any:
    """A field with the label, range, step and help text of its control on the screen.

    ``most`` returns the largest value that is possible for a number of points; None for no limit.
    """
    return setting(default, label, low, high, step, text, most=most)


@dataclasses.dataclass(frozen=True)
class Method(Options):
    """Base class of the methods: each parameter is validated against its declared range."""

    error: ClassVar[type[LatentLabError]] = ProjectionError
    summary: ClassVar[str]
    """One plain sentence: what the picture shows."""
    library: ClassVar[str]
    """The Python distribution that computes the layout; its version is part of a result's key."""
    axis: ClassVar[str] = "no unit"
    """Title of each axis of the map."""
    uses_seed: ClassVar[bool] = True
    """Whether the layout depends on a seed."""
    reduces: ClassVar[bool] = True
    """Whether long vectors are reduced to their principal components first."""

    def fitted_to(self, count: int) -> tuple[Self, list[str]]:
        """The method with parameters that are possible for ``count`` points.

        Also returns one sentence for each parameter that had to be reduced.
        """
        method, notes = self, []
        for item in fields(self):
            value, most = getattr(self, item.name), item.metadata["most"]
            if most is None or value <= (limit := most(count)):
                continue
            method = replace(method, **{item.name: type(value)(limit)})
            notes.append(
                f"{item.metadata['title']} reduced from {value:g} to {limit:g} because there are "
                f"only {count:,} pictures."
            )
        return method, notes

    def seconds(self, count: int, dimensions: int = 2) -> float:
        """Estimated time of `layout` for ``count`` points of 50 numbers on two idle cores.

        Fitted to measurements at 10,000 and 60,000 points (docs/benchmarks.md). `core.maps`
        scales it by the times of earlier projections on this machine.
        """
        raise NotImplementedError

    def layout(
        self,
        x: NDArray[np.float32],
        seed: int | None,
        watch: Watch,
        jobs: int,
        dimensions: int = 2,
    ) -> Points:
        """Lay out finite float32 (N, d) vectors that are not all equal: (N, ``dimensions``).

        ``jobs`` is the largest number of threads.
        """
        raise NotImplementedError
