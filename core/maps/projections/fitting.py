"""Fit a method to any vectors; a failure is reported in one sentence."""

from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from core.errors import ProjectionError
from core.maps.methods import Method, Watch

MIN_POINTS = 4
"""Three points always fit onto a plane, whatever the method."""

LARGEST = 1e17
"""Largest number in a vector. The squared distance of 784 larger ones may overflow float32."""

# Two fits at once end the process: numba's workqueue threading layer aborts.
_one_at_a_time = Lock()


@dataclass(frozen=True, eq=False)
class Fit:
    """A layout with its notes."""

    xy: NDArray[np.float32]
    """float32 (N, 2) or (N, 3); NaN for rows that hold no finite numbers."""
    notes: list[str] = field(default_factory=list)
    """One sentence for each difference from the request."""


def fit(
    vectors: NDArray[np.float32],
    method: Method,
    seed: int | None,
    watch: Watch | None = None,
    jobs: int = 1,
    dimensions: int = 2,
) -> Fit:
    """Lay out float32 (N, d) ``vectors``; equal seeds give equal layouts.

    ``dimensions`` is the count of numbers per position, 2 or 3.

    Rows with numbers that are not finite get no position. Parameters that need more points are
    reduced. The notes report both. The watch is always called at the start and at the end.

    Raises ProjectionError if fewer than `MIN_POINTS` rows are usable, if all rows are equal, if a
    number is beyond `LARGEST`, or if the method ends without finite numbers.
    """
    watch = watch or Watch()
    usable: NDArray[np.bool_] = np.asarray(np.isfinite(vectors).all(axis=1))
    x = np.ascontiguousarray(vectors[usable], np.float32)
    notes = []
    if loss_count := int((~usable).sum()):
        notes.append(
            f"{loss_count:,} of {len(usable):,} pictures have no place: the model gives no finite "
            "numbers for them."
        )
    if len(x) < MIN_POINTS:
        raise ProjectionError(
            f"A map needs at least {MIN_POINTS} pictures with finite numbers, and there are "
            f"{len(x)}: choose more pictures, or another model."
        )
    if (x == x[0]).all():
        raise ProjectionError(
            f"All {len(x):,} pictures are at the same place in this space, so there is nothing to "
            "lay out: choose another model."
        )
    if (most := float(np.abs(x).max())) > LARGEST:
        raise ProjectionError(
            f"The numbers of this space are too large to compare, up to {most:.0e}: choose another "
            "model."
        )
    if x.shape[1] < dimensions:  # methods start from that many principal components
        x = np.pad(x, ((0, 0), (0, dimensions - x.shape[1])))
    method, reductions = method.fitted_to(len(x))
    notes += reductions
    with _one_at_a_time:
        watch.stage(f"starting {method.title}", 0)
        try:
            points = np.asarray(method.layout(x, seed, watch, jobs, dimensions), np.float32)
        except (ValueError, ArithmeticError, RuntimeError) as error:
            reason = " ".join(str(error).split())[:200]
            raise ProjectionError(
                f"{method.title} could not lay these pictures out ({reason}): change its "
                "parameters, or choose another source."
            ) from error
        watch.stage(f"checking the layout of {method.title}", 1)
    if points.shape != (len(x), dimensions) or not np.isfinite(points).all():
        raise ProjectionError(
            f"{method.title} ended without a place for every picture, which happens if many "
            "pictures are exactly the same: change its parameters, or choose another source."
        )
    xy = np.full((len(usable), dimensions), np.nan, np.float32)
    xy[usable] = points
    return Fit(xy, notes)
