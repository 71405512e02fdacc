"""What the literature reports for k-means as a classifier, and what this project adds."""

import math
from dataclasses import dataclass
from typing import Literal

from core.clustering.study import KMeansSettings, Scaling, Source, Study

CONTRASTIVE = "simclr-conv-64"
AE_25 = "dae-conv-25"
PLAIN_25 = "ae-conv-25"


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

    @property
    def limit(self) -> float:
        """What its error should be at most: as claimed, else as the source reports."""
        reported = math.inf if self.reported is None else self.reported
        return reported if self.at_most == math.inf else self.at_most

    def met(self, error: float) -> bool:
        """Whether a measured error reaches the claim."""
        return error <= self.at_most

    def verdict(self, error: float) -> str:
        """How a measured error stands to the claim, else to the source, in words for a table."""
        if self.limit == math.inf:
            return "to compare"
        if error > self.limit:
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
    Claim(
        "kmeans-ae25-k100",
        "25 numbers of an autoencoder: 100 clusters",
        _study(AE_25, clusters=100),
        0.08,
        0.06,
    ),
    Claim("kmeans-best", "64 numbers of a contrastive encoder", _study(CONTRASTIVE), None, 0.03),
)

STANDARDISED = _study(None, "standardised")
"""The source says that standardising the pixels makes it worse than leaving them as they are."""
PLAIN = (
    Claim("kmeans-plain25", "25 numbers of a plain autoencoder", _study(PLAIN_25), 0.057),
    Claim(
        "kmeans-plain25-unit",
        "25 numbers of a plain autoencoder: rows at length 1",
        _study(PLAIN_25, "unit"),
        0.054,
    ),
)
"""The source's own kind of autoencoder, which this project trains for 4 epochs instead of 40. It
misses the source's figures; one that is asked to undo small deformations reaches them."""

COMPARED: tuple[Claim, ...] = (
    *CLAIMS[:2],
    Claim("kmeans-standardised", "Pixels: standardised", STANDARDISED, None),
    *PLAIN,
    *CLAIMS[2:],
)
"""All lines of the comparison, in the order in which they are shown."""
