"""Images whose label is likely wrong: a classifier that has not seen them predicts another class.

Each image is judged by a classifier of latent vectors that was fitted without it: cross-validation.
Those whose own class gets the smallest probability come first, the "self-confidence" of Northcutt,
Jiang and Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels" (2021).
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.checkpoints.pool import pool
from core.data import load
from core.data.dataset import Split
from core.errors import DataError
from core.inference import encodings
from core.inference.progress import OnProgress, ignore_progress
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key

VERSION = 1  # raise it when the meaning of a cached array changes
FOLDS = 5
NEIGHBOURS = 15


def _logistic() -> Any:
    from sklearn.linear_model import LogisticRegression  # takes a second to import
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=300))


def _nearest() -> Any:
    from sklearn.neighbors import KNeighborsClassifier

    return KNeighborsClassifier(NEIGHBOURS, weights="distance")


METHODS: dict[str, tuple[str, Callable[[], Any]]] = {
    "logistic": ("Logistic regression", _logistic),
    "knn": (f"{NEIGHBOURS} nearest neighbours", _nearest),
}
"""Title and classifier of each method."""


@dataclass(frozen=True, eq=False)
class Judgement:
    """Predictions by classifiers that have not seen the images of a split, in row order."""

    rows: NDArray[np.int64]
    """int64 (N,), row ids."""
    labels: NDArray[np.int64]
    """int64 (N,), the given classes."""
    predicted: NDArray[np.int64]
    """int64 (N,), the most likely classes."""
    given: NDArray[np.float32]
    """float32 (N,), probability of the given class."""
    likely: NDArray[np.float32]
    """float32 (N,), probability of the most likely class."""

    @property
    def agreement(self) -> float:
        """Share of the images whose most likely class is the given one."""
        return float((self.predicted == self.labels).mean())

    def suspects(self) -> NDArray[np.int64]:
        """Positions of the images that another class fits better, the least likely label first."""
        places = np.flatnonzero(self.predicted != self.labels)
        return places[np.argsort(self.given[places], kind="stable")]


def judge(
    encoder: str,
    dataset: str,
    split: Split,
    method: str = "logistic",
    seed: int = 0,
    on_progress: OnProgress = ignore_progress,
) -> Judgement:
    """Judge the labels of a split by the latents of an encoder; takes seconds the first time.

    The folds are stratified and drawn with ``seed``. Images without finite latents are left out.
    Raises DataError if the data set has no labels, or too few images of each class.
    """
    data = load(dataset).split(split)
    if not data.classes:
        raise DataError(f"{data.title} has no labels, so none of them can be wrong.")
    labels = data.labels.numpy()
    latents = encodings.latents(encoder, dataset, split, on_progress)
    usable = np.flatnonzero(np.isfinite(latents).all(axis=1))
    counts = np.bincount(labels[usable])
    if (counts > 0).sum() < 2 or counts.max() < FOLDS:
        raise DataError(
            f"Judging labels needs two classes and {FOLDS} images of one of them, but this part of "
            f"{data.title} has fewer: choose another part."
        )

    def compute() -> Arrays:
        return _judge(latents[usable], labels[usable], method, seed, on_progress)

    key = content_key(
        version=VERSION,
        what="mislabelled",
        checkpoint=pool().store.digest(encoder),
        data=data.fingerprint,
        split=split,
        method=method,
        seed=seed,
    )
    arrays = cached(key, compute)
    return Judgement(
        data.rows.numpy()[usable],
        labels[usable],
        arrays["predicted"].astype(np.int64),
        arrays["given"].astype(np.float32),
        arrays["likely"].astype(np.float32),
    )


def _judge(
    x: NDArray[np.float32],
    labels: NDArray[np.int64],
    method: str,
    seed: int,
    on_progress: OnProgress,
) -> Arrays:
    from sklearn.model_selection import StratifiedKFold

    probabilities = np.zeros((len(x), int(labels.max()) + 1), np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a class may have fewer images than folds
        folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(x, labels))
    for done, (known, unknown) in enumerate(folds):
        on_progress(done, FOLDS)
        classifier = METHODS[method][1]().fit(x[known], labels[known])
        probabilities[np.ix_(unknown, classifier.classes_)] = classifier.predict_proba(x[unknown])
    on_progress(FOLDS, FOLDS)
    return {
        "predicted": probabilities.argmax(1).astype(np.int32),
        "given": probabilities[np.arange(len(x)), labels],
        "likely": probabilities.max(1),
    }
