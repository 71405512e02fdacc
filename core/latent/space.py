"""Measures of a latent space: ranges, class means and principal directions of the digits."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import models
from core import data
from core.checkpoints import Card
from core.checkpoints.pool import pool, require_task
from core.data.dataset import Split
from core.errors import LatentError
from core.evaluation.autoencoders import pca
from core.inference import encodings
from core.inference.progress import OnProgress, ignore_progress

Floats = NDArray[np.float32]

SPLIT: Split = "test"  # no network was trained on these images
TAIL = 1.0  # percent of the digits cut off at either end of a range: outliers would stretch it

# Range of a bottleneck's activation; the others are unbounded.
_REACH = {
    "relu": (0.0, math.inf),
    "sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "elu": (-1.0, math.inf),
}


@dataclass(frozen=True, eq=False)
class Space:
    """Measures of d latent numbers over N digits; arrays are float32 and must not be changed."""

    checkpoint: str
    size: int
    """Number of latent numbers, d."""
    count: int
    """Number of digits, N."""
    variational: bool
    """Whether the model was trained towards a standard normal prior."""
    reach: tuple[float, float]
    """Least and largest number that the encoder can give; may be infinite."""
    linear_output: bool
    """Whether decoded pixels can leave [0, 1], so that they are clipped."""
    mean: Floats
    """(d,), of all digits."""
    low: Floats
    """(d,), 1st percentile of each number."""
    high: Floats
    """(d,), 99th percentile of each number."""
    class_means: Floats
    """(classes, d); NaN for a class without digits."""
    directions: Floats
    """(d, d), principal directions as rows of length 1, the largest variance first."""
    deviations: Floats
    """(d,), standard deviation of the digits along each direction."""
    variance_share: Floats
    """(d,), each direction's share of the variance; their sum is 1, or 0 if nothing varies."""
    scores_low: Floats
    """(d,), 1st percentile along each direction, in standard deviations from the mean."""
    scores_high: Floats
    """(d,), 99th percentile along each direction."""

    @property
    def centre(self) -> Floats:
        """Centre of spherical paths, (d,).

        The origin if it has a meaning: it is the mean of a prior, and the corner of codes that are
        never negative. Otherwise the mean of the digits.
        """
        about_origin = self.variational or self.reach[0] == 0
        return np.zeros_like(self.mean) if about_origin else self.mean

    def scores(self, z: Floats) -> Floats:
        """Latent vectors (n, d) as standard deviations along the directions: (n, d)."""
        along = (z - self.mean) @ self.directions.T
        out = np.zeros_like(along)
        return np.divide(along, self.deviations, out=out, where=self.deviations > 0)

    def along(self, start: Floats, steps: Floats) -> Floats:
        """Move ``start`` by standard deviations along the first directions: (d,), (k,) -> (d,).

        Steps beyond the d-th have no effect.
        """
        lengths = steps[: self.size] * self.deviations[: len(steps)]
        end = start + lengths @ self.directions[: len(steps)]
        return end.astype(np.float32, copy=False)


def space_key(checkpoint: str, dataset: str) -> str:
    """Key of a space; it changes with the weights and the data."""
    return f"space {pool().store.digest(checkpoint)} {data.load(dataset).fingerprint}"


def measure_space(
    checkpoint: str, dataset: str = "mnist", on_progress: OnProgress = ignore_progress
) -> Space:
    """Measure an autoencoder's latent space on the test digits of a data set; cached by content.

    Raises CheckpointError for a checkpoint that does not reconstruct, LatentError for one whose
    latent vectors are not finite.
    """
    card = pool().card(checkpoint)
    require_task(card, "reconstruct")
    pictures = data.load(dataset)
    encodings.latents(checkpoint, dataset, SPLIT, on_progress)  # slow the first time
    return _space(checkpoint, card.sha256, dataset, pictures.fingerprint)


@lru_cache(maxsize=16)
def _space(checkpoint: str, digest: str, dataset: str, fingerprint: str) -> Space:
    """The cache key is all that the space depends on, so new weights get a new space."""
    part = data.load(dataset).split(SPLIT)
    z = encodings.latents(checkpoint, dataset, SPLIT)
    return space_of(pool().card(checkpoint), z, part.labels.numpy(), len(part.classes))


def space_of(card: Card, z: Floats, labels: NDArray[np.integer[Any]], classes: int) -> Space:
    """The space of latent vectors, float32 (N, d), of digits with labels (N,)."""
    if len(z) == 0:
        raise LatentError("A latent space is measured on test pictures, and there are none.")
    if not np.isfinite(z).all():
        raise LatentError(
            f"'{card.name}' gives latent numbers that are infinite or NaN, so its latent space "
            "cannot be measured: choose another autoencoder."
        )
    config: Any = models.parse_spec(card.model)
    components = pca.fit(z)
    mean, directions, variances = components.mean, components.axes, components.variances
    deviations = np.sqrt(variances)
    along = (z - mean) @ directions.T
    scores = np.divide(along, deviations, out=np.zeros_like(along), where=deviations > 0)
    means = np.full((classes, z.shape[1]), np.nan)
    for label in np.unique(labels)[:classes]:
        means[label] = z[labels == label].mean(axis=0, dtype=np.float64)
    total = variances.sum()
    return Space(
        checkpoint=card.name,
        size=z.shape[1],
        count=len(z),
        variational=card.family.variational,
        reach=_REACH.get(getattr(config, "latent_activation", "linear"), (-math.inf, math.inf)),
        linear_output=getattr(config, "output", "sigmoid") == "linear",
        mean=mean.astype(np.float32),
        low=np.percentile(z, TAIL, axis=0).astype(np.float32),
        high=np.percentile(z, 100 - TAIL, axis=0).astype(np.float32),
        class_means=means.astype(np.float32),
        directions=directions.astype(np.float32),
        deviations=deviations.astype(np.float32),
        variance_share=(variances / total if total > 0 else variances).astype(np.float32),
        scores_low=np.percentile(scores, TAIL, axis=0).astype(np.float32),
        scores_high=np.percentile(scores, 100 - TAIL, axis=0).astype(np.float32),
    )
