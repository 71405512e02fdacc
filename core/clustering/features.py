"""Rows to cluster: the pixels or latent vectors of each digit, scaled."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clustering.study import Scaling, Source
from core.data import Dataset
from core.errors import ClusteringError
from core.inference import encodings
from core.inference.progress import OnProgress, ignore_progress

Rows = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Features:
    """The rows of both splits."""

    train: Rows
    """float32 (training digits, numbers)."""
    test: Rows
    """float32 (test digits, numbers), scaled by the statistics of the training digits."""


def load_features(
    source: Source, dataset: Dataset, on_progress: OnProgress = ignore_progress
) -> Features:
    """The rows of both splits from a source.

    Raises CheckpointError if the checkpoint is not available, ClusteringError if its latent vectors
    are not finite.
    """
    if source.checkpoint is None:
        train, test = _pixels(dataset.split("train")), _pixels(dataset.split("test"))
    else:
        # Both splits at once, so that the progress counts all digits.
        both = encodings.latents(source.checkpoint, dataset.name, "all", on_progress)
        train, test = both[: dataset.train], both[dataset.train :]
        if not np.isfinite(both).all():
            raise ClusteringError(
                f"'{source.checkpoint}' gives latent vectors that are infinite or NaN: choose "
                "another checkpoint."
            )
    return scale(train, test, source.scaling)


def scale(train: Rows, test: Rows, scaling: Scaling) -> Features:
    """Scale rows; means and deviations come from the training rows alone."""
    from sklearn.preprocessing import StandardScaler, normalize

    if scaling == "standardised":
        # StandardScaler leaves a pixel that is black in every training digit at zero.
        scaler = StandardScaler().fit(train)
        train, test = scaler.transform(train), scaler.transform(test)
    elif scaling == "unit":
        train, test = normalize(train), normalize(test)
    return Features(np.asarray(train, np.float32), np.asarray(test, np.float32))


def _pixels(part: Dataset) -> Rows:
    return part.images.numpy().reshape(len(part), -1).astype(np.float32) / np.float32(255)
