"""Fit k-means to the training digits of a study; results are cached by content."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core import data
from core.checkpoints.pool import pool
from core.clustering import measures
from core.clustering.features import Features, Rows, load_features
from core.clustering.result import Clustering
from core.clustering.study import KMeansSettings, Study
from core.data import Dataset
from core.errors import ClusteringError
from core.inference.progress import OnProgress, ignore_progress
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key

# scikit-learn is imported at first use, because that takes a second.
if TYPE_CHECKING:
    from sklearn.cluster import KMeans, MiniBatchKMeans

VERSION = 1  # raise it when the meaning of a cached array changes


def fit(study: Study, on_progress: OnProgress = ignore_progress) -> Clustering:
    """The clustering of a study; cached by content.

    ``on_progress`` counts the digits encoded by a checkpoint, then the runs of k-means.

    Raises:
        ClusteringError: more clusters than training digits, or latent vectors that are not finite.
        CheckpointError, DataError: the checkpoint or the data are not available.
    """
    dataset = data.load(study.dataset)

    def compute() -> Arrays:
        rows = load_features(study.source, dataset, on_progress)
        start = time.perf_counter()
        model = best_run(rows.train, study.settings, on_progress)
        clusters = np.concatenate([model.predict(rows.train), model.predict(rows.test)])
        scalars = [
            model.inertia_,
            model.n_iter_ if study.settings.method == "full" else model.n_steps_,
            _agreement(clusters[dataset.train :], dataset),
            time.perf_counter() - start,
        ]
        return {
            "centres": model.cluster_centers_.astype(np.float32),
            "clusters": clusters.astype(np.min_scalar_type(study.settings.clusters - 1)),
            "scalars": np.array(scalars, np.float64),
        }

    return _clustering(study, dataset, cached(study_key(study), compute))


def best_run(
    rows: Rows, settings: KMeansSettings, on_progress: OnProgress = ignore_progress
) -> "KMeans | MiniBatchKMeans":
    """The fitted model of the run of k-means with the lowest inertia.

    Raises ClusteringError for fewer rows than clusters.
    """
    if len(rows) < settings.clusters:
        raise ClusteringError(
            f"{settings.clusters:,} clusters need at least as many training pictures, and there "
            f"are {len(rows):,}: choose fewer clusters."
        )
    best = None
    for start in range(settings.starts):
        on_progress(start, settings.starts)
        model = _model(settings, settings.seed + start).fit(rows)
        if best is None or model.inertia_ < best.inertia_:
            best = model
    assert best is not None
    on_progress(settings.starts, settings.starts)
    return best


@dataclass(frozen=True)
class Errors:
    """Errors of a clustering as a classifier."""

    inertia: float
    """Sum of the squared distances of the training rows to their centres."""
    train: float
    """Share of the training digits in a cluster of another class."""
    test: float
    """Share of the test digits in a cluster of another class."""


def measure_errors(rows: Features, dataset: Dataset, settings: KMeansSettings) -> Errors:
    """Fit k-means to the training rows and classify both splits by the clusters' classes.

    ``rows`` are those of the digits of ``dataset``, in the same order. Nothing is cached.
    """
    train, test = (dataset.split(part).labels.numpy() for part in ("train", "test"))
    model = best_run(rows.train, settings)
    clusters = model.predict(rows.train)
    table = measures.contingency(clusters, train, settings.clusters, max(1, len(dataset.classes)))
    classes = measures.majority_classes(table)
    return Errors(
        float(model.inertia_),
        measures.error(clusters, train, classes),
        measures.error(model.predict(rows.test), test, classes),
    )


def _model(settings: KMeansSettings, seed: int) -> "KMeans | MiniBatchKMeans":
    from sklearn.cluster import KMeans, MiniBatchKMeans

    common = {
        "n_clusters": settings.clusters,
        "init": settings.init,
        "n_init": 1,
        "max_iter": settings.max_iter,
        "random_state": seed,
    }
    if settings.method == "full":
        return KMeans(**common, tol=settings.tolerance)
    return MiniBatchKMeans(
        **common,
        batch_size=settings.batch_size,
        max_no_improvement=settings.max_no_improvement,
        reassignment_ratio=settings.reassignment_ratio,
    )


def study_key(study: Study, **more: str | int) -> str:
    """Content key of a study's result: it changes with the weights, the data and each setting."""
    name = study.source.checkpoint
    return content_key(
        version=VERSION,
        checkpoint=None if name is None else pool().store.digest(name),
        scaling=study.source.scaling,
        data=data.load(study.dataset).fingerprint,
        settings=study.settings.model_dump_json(),
        **more,
    )


def _agreement(test_clusters: NDArray[np.integer], dataset: Dataset) -> float:
    from sklearn.metrics import adjusted_mutual_info_score

    labels = dataset.split("test").labels.numpy()
    return float(adjusted_mutual_info_score(labels, test_clusters)) if len(labels) else float("nan")


def _clustering(study: Study, dataset: Dataset, arrays: Arrays) -> Clustering:
    inertia, iterations, agreement, seconds = (float(value) for value in arrays["scalars"])
    return Clustering(
        study,
        dataset,
        arrays["centres"].astype(np.float32, copy=False),
        arrays["clusters"].astype(np.int64),
        inertia,
        int(iterations),
        agreement,
        seconds,
    )
