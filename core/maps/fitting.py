"""One fit, whatever is thrown at it: what cannot be laid out is said in a sentence, not drawn."""

from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from core.errors import ProjectionError
from core.maps.methods import Method, Watch

LEAST = 4
"""Points: three always fit onto a plane, whatever the method says."""

# Two fits at once end the process: numba's workqueue layer aborts it.
_one_at_a_time = Lock()


@dataclass(frozen=True, eq=False)
class Fit:
    """A layout and what there is to say about it."""

    xy: NDArray[np.float32]
    """float32 (N, 2); NaN for the rows that hold no finite numbers."""
    notes: list[str] = field(default_factory=list)
    """A sentence on everything that is not as asked."""


def fit(
    vectors: NDArray[np.float32],
    method: Method,
    seed: int | None,
    watch: Watch | None = None,
    jobs: int = 1,
) -> Fit:
    """The layout of float32 (N, d) ``vectors``; equal seeds give equal layouts.

    Rows with numbers that are not finite are left out and stay without a place. Parameters that
    ask for more points than there are become smaller. Both are told in the notes.

    Raises ProjectionError for fewer than four usable rows, for rows that are all the same, and
    where the method ends without numbers.
    """
    usable: NDArray[np.bool_] = np.asarray(np.isfinite(vectors).all(axis=1))
    x = np.ascontiguousarray(vectors[usable], np.float32)
    notes = []
    if lost := int((~usable).sum()):
        notes.append(
            f"{lost:,} of {len(usable):,} digits have no place: the model gives no finite numbers "
            "for them."
        )
    if len(x) < LEAST:
        raise ProjectionError(
            f"A map needs at least {LEAST} digits with finite numbers, and there are {len(x)}: "
            "choose more digits, or another model."
        )
    if (x == x[0]).all():
        raise ProjectionError(
            f"All {len(x):,} digits are at the same place in this space, so there is nothing to "
            "lay out: choose another model."
        )
    if x.shape[1] == 1:  # methods start from two principal components
        x = np.concatenate([x, np.zeros_like(x)], axis=1)
    method, reduced = method.fitted_to(len(x))
    notes += reduced
    with _one_at_a_time:
        try:
            found = np.asarray(method.layout(x, seed, watch or Watch(), jobs), np.float32)
        except (ValueError, ArithmeticError, RuntimeError) as error:
            reason = " ".join(str(error).split())[:200]
            raise ProjectionError(
                f"{method.title} could not lay these digits out ({reason}): change its parameters, "
                "or choose another source."
            ) from error
    if found.shape != (len(x), 2) or not np.isfinite(found).all():
        raise ProjectionError(
            f"{method.title} ended without a place for every digit, as it does where many digits "
            "are exactly the same: change its parameters, or choose another source."
        )
    xy = np.full((len(usable), 2), np.nan, np.float32)
    xy[usable] = found
    return Fit(xy, notes)
