"""What the literature reports for k-means as a classifier, and what this project adds."""

import math
from dataclasses import dataclass
from typing import Literal

from core.clustering.study import KMeansSettings, Scaling, Source, Study

CONTRASTIVE = "simclr-conv-64"
AE_25 = "ae-conv-25"  # the source's own kind
DAE_25 = "dae-conv-25"  # undoes small deformations


@dataclass(frozen=True)
class Claim:
    """One clustering whose error on the test digits must be at most a value."""

    id: str
    title: str
    """What is clustered, in plain words."""
    study: Study
    reported: float | None
    """The source's error on the test digits; None where this project goes beyond it."""
    at_most: float = math.inf
    """The error that ours must not exceed; infinite for a line that is there to compare with."""

    def met(self, error: float) -> bool:
        """Whether a measured error reaches the claim."""
        return error <= self.at_most

    def verdict(self, error: float) -> str:
        """How a measured error stands to the claim, in words for a table."""
        if self.at_most == math.inf:
            return "to compare"
        if error > self.at_most:
            return "✗ worse"
        better = self.reported is not None and error < self.reported
        return "✓ better" if better else "✓ met"


def _study(checkpoint: str | None, scaling: Scaling = "none", clusters: int = 225) -> Study:
    """Mini-batches for the 784 pixels, every vector in each step for the few latent numbers."""
    method: Literal["mini-batch", "full"] = "mini-batch" if checkpoint is None else "full"
    return Study(
        source=Source(checkpoint=checkpoint, scaling=scaling),
        settings=KMeansSettings(clusters=clusters, method=method),
    )


CLAIMS: tuple[Claim, ...] = (
    Claim("kmeans-raw", "Pixels", _study(None), 0.112, 0.112),
    Claim("kmeans-unit", "Pixels: rows at length 1", _study(None, "unit"), 0.083, 0.083),
    Claim("kmeans-ae25", "25 numbers of an autoencoder", _study(AE_25), 0.057, 0.057),
    Claim(
        "kmeans-ae25-unit",
        "25 numbers of an autoencoder: rows at length 1",
        _study(AE_25, "unit"),
        0.054,
        0.054,
    ),
    Claim("kmeans-dae25", "25 numbers regardless of pose", _study(DAE_25), 0.057, 0.057),
    Claim(
        "kmeans-dae25-unit",
        "25 numbers regardless of pose: rows at length 1",
        _study(DAE_25, "unit"),
        0.054,
        0.054,
    ),
    Claim(
        "kmeans-dae25-k100",
        "25 numbers regardless of pose: 100 clusters",
        _study(DAE_25, clusters=100),
        0.08,
        0.06,
    ),
    Claim("kmeans-best", "64 numbers of a contrastive encoder", _study(CONTRASTIVE), None, 0.03),
)

STANDARDISED = _study(None, "standardised")
"""The source says that standardising the pixels makes it worse than leaving them as they are."""

COMPARED: tuple[Claim, ...] = (
    *CLAIMS[:2],
    Claim("kmeans-standardised", "Pixels: standardised", STANDARDISED, None),
    *CLAIMS[2:],
)
"""All lines of the comparison, in the order in which they are shown."""
