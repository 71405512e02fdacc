"""What k-means is asked: which numbers of each digit, how scaled, into how many clusters, how."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import ClusterError, first_problem

Scaling = Literal["none", "standardised", "unit"]
SCALINGS: dict[Scaling, str] = {
    "none": "as they are",
    "standardised": "standardised",
    "unit": "rows at length 1",
}
MAX_CLUSTERS = 1000


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Frozen):
    """The row of numbers that stands for a digit."""

    checkpoint: Annotated[str, Field(max_length=80)] | None = None
    """Whose latent vectors to take; None: the 784 pixels, from 0 to 1."""
    scaling: Scaling = "none"
    """``standardised``: each column has mean 0 and standard deviation 1 over the training digits;
    ``unit``: each row is divided by its length (Euclidean norm)."""

    @property
    def title(self) -> str:
        """Such as ``ae-conv-25, rows at length 1``."""
        base = "pixels" if self.checkpoint is None else self.checkpoint
        return base if self.scaling == "none" else f"{base}, {SCALINGS[self.scaling]}"


class KMeansSettings(_Frozen):
    """The settings of k-means, as in scikit-learn's ``MiniBatchKMeans`` and ``KMeans``."""

    clusters: Annotated[int, Field(ge=1, le=MAX_CLUSTERS)] = 225
    """How many groups, the k of k-means."""
    method: Literal["mini-batch", "full"] = "mini-batch"
    """``full`` looks at every digit in each step (Lloyd), ``mini-batch`` at a random few
    (Sculley, "Web-Scale K-Means Clustering", 2010)."""
    starts: Annotated[int, Field(ge=1, le=20)] = 3
    """Whole runs from different first centres; the one with the lowest inertia is kept."""
    init: Literal["k-means++", "random"] = "k-means++"
    """First centres: far apart (Arthur and Vassilvitskii, 2007), or digits drawn at random."""
    max_iter: Annotated[int, Field(ge=1, le=1000)] = 100
    """Passes over the training digits at most."""
    batch_size: Annotated[int, Field(ge=1, le=60_000)] = 1024
    """Digits in a step; mini-batch only."""
    max_no_improvement: Annotated[int, Field(ge=1, le=1000)] = 10
    """Steps without a better inertia before it stops; mini-batch only."""
    reassignment_ratio: Annotated[float, Field(ge=0, le=1)] = 0.01
    """Centres with fewer digits than this share of the largest are placed anew; mini-batch only."""
    tolerance: Annotated[float, Field(ge=0, le=1)] = 1e-4
    """Full only: it stops once the centres move less than this, relative to the spread."""
    seed: Annotated[int, Field(ge=0, lt=2**31 - 20)] = 0
    """Start number i (from 0) draws from seed + i."""


class Study(_Frozen):
    """One clustering of the training digits of a data set."""

    source: Source = Source()
    settings: KMeansSettings = KMeansSettings()
    dataset: Annotated[str, Field(max_length=80)] = "mnist"

    @property
    def title(self) -> str:
        """Such as ``225 groups of pixels``."""
        noun = "group" if self.settings.clusters == 1 else "groups"
        return f"{self.settings.clusters} {noun} of {self.source.title}"


def study_from(values: dict[str, Any]) -> Study:
    """The study of these values; `ClusterError` says the first thing that is wrong with them."""
    try:
        return Study.model_validate(values)
    except ValidationError as error:
        raise ClusterError(f"The clustering is not valid: {first_problem(error)}.") from error
