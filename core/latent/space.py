"""The latent space of an autoencoder as the test digits fill it: where, how far, which ways."""

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
from core.evaluation import pca
from core.inference import encodings
from core.inference.progress import OnProgress, ignore_progress

Floats = NDArray[np.float32]

SPLIT: Split = "test"  # no network was trained on them
TAIL = 1.0  # percent of the digits left out at either end of a range: outliers would stretch it

# What a bottleneck can give at all, by its activation; the others are unbounded.
_REACH = {
    "relu": (0.0, math.inf),
    "sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "elu": (-1.0, math.inf),
}


@dataclass(frozen=True, eq=False)
class Space:
    """d latent numbers, measured on N digits; arrays are float32 and must not be changed."""

    checkpoint: str
    size: int
    """d"""
    count: int
    """N"""
    variational: bool
    """Whether it was trained towards a standard normal, its prior."""
    reach: tuple[float, float]
    """The least and the largest value that the encoder can give at all; maybe infinite."""
    linear_output: bool
    """Whether its pictures may leave [0, 1] and are cut off there."""
    mean: Floats
    """(d,), of all digits"""
    low: Floats
    """(d,), 1st percentile of each number"""
    high: Floats
    """(d,), 99th percentile of each number"""
    class_means: Floats
    """(classes, d), a row of NaN where there is no digit of a class"""
    directions: Floats
    """(d, d), the principal directions as rows of length 1, largest variance first"""
    deviations: Floats
    """(d,), standard deviation of the digits along each direction"""
    explained: Floats
    """(d,), each direction's share of the variance; adds up to 1, or to 0 where nothing varies"""
    scores_low: Floats
    """(d,), 1st percentile along each direction, in standard deviations from the mean"""
    scores_high: Floats
    """(d,), 99th percentile along each direction"""

    @property
    def centre(self) -> Floats:
        """(d,), the point about which a spherical path turns.

        The origin where it means something: the prior's mean, or the corner from which codes that
        are never negative grow. Elsewhere it is a place like any other, and the mean is taken.
        """
        about_origin = self.variational or self.reach[0] == 0
        return np.zeros_like(self.mean) if about_origin else self.mean

    def scores(self, z: Floats) -> Floats:
        """Places (n, d) in standard deviations along the directions: (n, d), 0 where none vary."""
        along = (z - self.mean) @ self.directions.T
        out = np.zeros_like(along)
        return np.divide(along, self.deviations, out=out, where=self.deviations > 0)

    def along(self, start: Floats, steps: Floats) -> Floats:
        """The place so many standard deviations along the first directions: (d,), (k,) -> (d,).

        Where k is larger than d, the rest of the steps leads nowhere.
        """
        lengths = steps[: self.size] * self.deviations[: len(steps)]
        place = start + lengths @ self.directions[: len(steps)]
        return place.astype(np.float32, copy=False)


def key(checkpoint: str, dataset: str) -> str:
    """What a space depends on: the weights and the data."""
    return f"space {pool().store.digest(checkpoint)} {data.load(dataset).fingerprint}"


def space(
    checkpoint: str, dataset: str = "mnist", on_progress: OnProgress = ignore_progress
) -> Space:
    """The latent space of an autoencoder, measured on the test digits of a data set.

    Raises CheckpointError for a checkpoint that does not reconstruct, LatentError for one whose
    numbers are not finite.
    """
    card = pool().card(checkpoint)
    require_task(card, "reconstruct")
    loaded = data.load(dataset)
    encodings.latents(checkpoint, dataset, SPLIT, on_progress)  # kept from here on
    return _space(checkpoint, card.sha256, dataset, loaded.fingerprint)


@lru_cache(maxsize=16)
def _space(checkpoint: str, digest: str, dataset: str, fingerprint: str) -> Space:
    """The arguments say what it depends on, so that a checkpoint written anew is measured anew."""
    part = data.load(dataset).split(SPLIT)
    z = encodings.latents(checkpoint, dataset, SPLIT)
    return measure(pool().card(checkpoint), z, part.labels.numpy(), len(part.classes))


def measure(card: Card, z: Floats, labels: NDArray[np.integer[Any]], classes: int) -> Space:
    """The space of these latent vectors, (N, d), of digits with these labels, (N,)."""
    if len(z) == 0:
        raise LatentError("There are no test digits to measure a latent space with.")
    if not np.isfinite(z).all():
        raise LatentError(
            f"'{card.name}' gives numbers that are infinite or not numbers, so nothing can be "
            "measured in its latent space: choose another autoencoder."
        )
    config: Any = models.parse_spec(card.model)
    components = pca.fit(z)
    mean, directions, variances = components.mean, components.axes, components.variances
    deviations = np.sqrt(variances)
    along = (z - mean) @ directions.T
    scores = np.divide(along, deviations, out=np.zeros_like(along), where=deviations > 0)
    means = np.full((classes, z.shape[1]), np.nan)
    for label in np.unique(labels):
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
        explained=(variances / total if total > 0 else variances).astype(np.float32),
        scores_low=np.percentile(scores, TAIL, axis=0).astype(np.float32),
        scores_high=np.percentile(scores, 100 - TAIL, axis=0).astype(np.float32),
    )
