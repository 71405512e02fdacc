"""The rows that are clustered: pixels or latent vectors, scaled as a study asks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clustering.study import Scaling, Source
from core.data import Dataset
from core.errors import ClusterError
from core.inference import encodings
from core.inference.progress import OnProgress, ignore_progress

Rows = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Features:
    """The rows of both splits."""

    train: Rows
    """float32 (training digits, numbers)."""
    test: Rows
    """float32 (test digits, numbers), scaled with what the training digits gave."""


def features(
    source: Source, dataset: Dataset, on_progress: OnProgress = ignore_progress
) -> Features:
    """The rows of a source, both splits.

    Raises CheckpointError where the checkpoint cannot be had, ClusterError where it gives values
    that are no numbers.
    """
    if source.checkpoint is None:
        train, test = _pixels(dataset.split("train")), _pixels(dataset.split("test"))
    else:
        # Both splits at once, for a progress that runs from nothing to all of the digits.
        both = encodings.latents(source.checkpoint, dataset.name, "all", on_progress)
        train, test = both[: dataset.train], both[dataset.train :]
        if not np.isfinite(both).all():
            raise ClusterError(
                f"'{source.checkpoint}' gives latent vectors that are no numbers (NaN or "
                "infinite): choose another checkpoint."
            )
    return scaled(train, test, source.scaling)


def scaled(train: Rows, test: Rows, scaling: Scaling) -> Features:
    """Rows scaled as asked; what is learned for that comes from the training rows alone."""
    from sklearn.preprocessing import StandardScaler, normalize

    if scaling == "standardised":
        # A pixel that is black in every training digit has no spread and stays at zero.
        scaler = StandardScaler().fit(train)
        train, test = scaler.transform(train), scaler.transform(test)
    elif scaling == "unit":
        train, test = normalize(train), normalize(test)
    return Features(np.asarray(train, np.float32), np.asarray(test, np.float32))


def _pixels(part: Dataset) -> Rows:
    return part.images.numpy().reshape(len(part), -1).astype(np.float32) / np.float32(255)
