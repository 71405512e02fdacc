"""Studies: which numbers of each digit k-means clusters, how they are scaled, and its settings."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.errors import ClusteringError, validate
from core.text.numbers import quantity

Scaling = Literal["none", "standardised", "unit"]
SCALINGS: dict[Scaling, str] = {
    "none": "as they are",
    "standardised": "standardised",
    "unit": "rows at length 1",
}
MAX_CLUSTERS = 1000
FEW = 8
QUICK_NUMBERS = 30_000_000  # compared in one step of all runs


class _FrozenModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_FrozenModel):
    """The numbers that represent a digit: its pixels or a latent vector."""

    checkpoint: Annotated[str, Field(max_length=80)] | None = None
    """Checkpoint whose latent vectors are taken; None for the pixels in [0, 1]."""
    scaling: Scaling = "none"
    """``standardised``: mean 0 and standard deviation 1 per column over the training digits;
    ``unit``: each row divided by its Euclidean norm."""

    @property
    def title(self) -> str:
        """Title, such as ``ae-conv-25, rows at length 1``."""
        return self.titled("pixels" if self.checkpoint is None else self.checkpoint)

    def titled(self, base: str) -> str:
        """Title with another name for the checkpoint, or for the pixels."""
        return base if self.scaling == "none" else f"{base}, {SCALINGS[self.scaling]}"


class KMeansSettings(_FrozenModel):
    """Settings of scikit-learn's ``MiniBatchKMeans`` and ``KMeans``."""

    clusters: Annotated[int, Field(ge=1, le=MAX_CLUSTERS)] = 225
    """Number of clusters, the k of k-means."""
    method: Literal["mini-batch", "full"] = "mini-batch"
    """``full`` uses every digit in each step (Lloyd, "Least Squares Quantization in PCM", 1982),
    ``mini-batch`` a random few (Sculley, "Web-Scale K-Means Clustering", 2010)."""
    starts: Annotated[int, Field(ge=1, le=20)] = 3
    """Runs from different initial centres; the one with the lowest inertia is used."""
    init: Literal["k-means++", "random"] = "k-means++"
    """Initial centres: far apart (Arthur and Vassilvitskii, 2007), or random digits."""
    max_iter: Annotated[int, Field(ge=1, le=1000)] = 100
    """Maximum number of passes over the training digits."""
    batch_size: Annotated[int, Field(ge=1, le=60_000)] = 1024
    """Digits per step; mini-batch only."""
    max_no_improvement: Annotated[int, Field(ge=1, le=1000)] = 10
    """Steps without a lower inertia after which a run stops; mini-batch only."""
    reassignment_ratio: Annotated[float, Field(ge=0, le=1)] = 0.01
    """Centres with fewer digits than this share of the largest are replaced; mini-batch only."""
    tolerance: Annotated[float, Field(ge=0, le=1)] = 1e-4
    """A run stops once the centres move less than this, relative to the variance; full only."""
    seed: Annotated[int, Field(ge=0, lt=2**31 - 20)] = 0
    """Run i, counted from 0, uses seed + i."""


class Study(_FrozenModel):
    """One clustering of the training digits of a data set."""

    source: Source = Source()
    settings: KMeansSettings = KMeansSettings()
    dataset: Annotated[str, Field(max_length=80)] = "mnist"

    @property
    def title(self) -> str:
        """Title, such as ``225 groups of pixels``."""
        return self.titled(self.source.title)

    def titled(self, source: str) -> str:
        """Title with another name for what is grouped."""
        return f"{quantity(self.settings.clusters, 'group')} of {source}"


EXAMPLE = Study(settings=KMeansSettings(clusters=20))
"""The clustering with which the Clusters screen opens; its result is shipped for all of MNIST."""


def suggested_clusters(train: int, classes: int) -> int:
    """How many groups to start with: two per class, or sqrt(N/2) without classes, at most 20.

    ``train`` is the number N of training pictures. A group of fewer than `FEW` says little, so a
    small set gets fewer groups, but one per class (Mardia, Kent and Bibby, "Multivariate
    Analysis", 1979).
    """
    usual = 2 * classes if classes else round((train / 2) ** 0.5)
    most = min(usual, EXAMPLE.settings.clusters, train // FEW)
    return min(train, max(most, classes, 2))


def is_quick(study: Study, train: int, numbers: int) -> bool:
    """Whether the clustering takes about a second, so that a page can run it without a button.

    ``train`` is the number of training pictures, ``numbers`` the count of numbers per picture.
    """
    return train * numbers * study.settings.clusters * study.settings.starts <= QUICK_NUMBERS


def study_from(values: dict[str, Any]) -> Study:
    """The study with these values; ClusteringError names the first problem."""
    return validate(Study, values, ClusteringError, "The clustering is not valid")
