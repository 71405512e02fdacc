"""One clustering: fitted on the training digits, judged on both splits, kept by content."""

import time
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core import data
from core.checkpoints.pool import pool
from core.clustering import measures
from core.clustering.features import Features, Rows, features
from core.clustering.measures import Counts
from core.clustering.study import KMeansSettings, Study
from core.data import Dataset
from core.data.dataset import Split
from core.errors import ClusterError
from core.inference.progress import OnProgress, ignore_progress
from core.storage.arrays import Arrays
from core.storage.cache import cached, content_key

# scikit-learn is imported where it is used: it takes a second that no start should wait.
if TYPE_CHECKING:
    from sklearn.cluster import KMeans, MiniBatchKMeans

VERSION = 1  # raise it when the meaning of a kept array changes
IMPURE_ABOVE = 0.4  # error within a cluster from which on it is called impure


@dataclass(frozen=True, eq=False)
class Clustering:
    """The clusters of a study, and what the labels say about them.

    No label was used to find the clusters. The labels of the training digits only name each: it
    stands for the class of most of its training digits.
    """

    study: Study
    dataset: Dataset
    centres: NDArray[np.float32]
    """float32 (k, numbers), in the scaled space."""
    clusters: NDArray[np.int64]
    """int64 (N,), the cluster of every digit of the data set, training digits first."""
    inertia: float
    """Squared distance of the training rows to their centres, summed."""
    iterations: int
    """Passes over the training digits (full), or steps (mini-batch), of the run that was kept."""
    mutual_information: float
    """Adjusted mutual information of clusters and labels on the test digits: 1 is agreement, 0
    what chance gives. Vinh, Epps and Bailey (2010)."""
    seconds: float
    """What the fit took when it was made."""

    @property
    def k(self) -> int:
        """The number of clusters."""
        return len(self.centres)

    @cached_property
    def contingency(self) -> Counts:
        """Training digits of each class in each cluster: int64 (k, classes)."""
        return measures.contingency(*self._of("train"), self.k, len(self.dataset.classes))

    @cached_property
    def cluster_classes(self) -> Counts:
        """The class that each cluster stands for: int64 (k,)."""
        return measures.majority_classes(self.contingency)

    @cached_property
    def purity(self) -> NDArray[np.float64]:
        """Share of each cluster's training digits that are of its class; NaN for an empty one."""
        return measures.purity(self.contingency)

    @property
    def sizes(self) -> Counts:
        """Training digits in each cluster: int64 (k,)."""
        return self.contingency.sum(1)

    @cached_property
    def train_error(self) -> float:
        """Share of the training digits in a cluster of another class."""
        return measures.error(*self._of("train"), self.cluster_classes)

    @cached_property
    def test_error(self) -> float:
        """Share of the test digits in a cluster of another class."""
        return measures.error(*self._of("test"), self.cluster_classes)

    @cached_property
    def confusion(self) -> Counts:
        """Test digits: true class (row), class of their cluster (column); int64 (10, 10)."""
        classes = len(self.dataset.classes)
        return measures.confusion(*self._of("test"), self.cluster_classes, classes)

    @cached_property
    def impure(self) -> Counts:
        """The clusters with an error above 40 % among their training digits, the worst first."""
        wrong = 1 - np.nan_to_num(self.purity, nan=1.0)
        order = np.argsort(-wrong, kind="stable")
        return order[wrong[order] > IMPURE_ABOVE]

    def of_split(self, split: Split) -> NDArray[np.int64]:
        """The cluster of each digit of a split, in the order of its rows."""
        start = self.dataset.train if split == "test" else 0
        stop = self.dataset.train if split == "train" else len(self.clusters)
        return self.clusters[start:stop]

    def _of(self, split: Split) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return self.of_split(split), self.dataset.split(split).labels.numpy()


def fit(study: Study, on_progress: OnProgress = ignore_progress) -> Clustering:
    """The clustering of a study, computed now unless it is kept.

    ``on_progress`` is told the digits encoded while a checkpoint is at work, then the runs done.

    Raises:
        ClusterError: more clusters than training digits, or a checkpoint gives no numbers.
        CheckpointError, DataError: the checkpoint or the data cannot be had.
    """
    dataset = data.load(study.dataset)

    def compute() -> Arrays:
        rows = features(study.source, dataset, on_progress)
        start = time.perf_counter()
        model = fitted(rows.train, study.settings, on_progress)
        clusters = np.concatenate([model.predict(rows.train), model.predict(rows.test)])
        scalars = [
            model.inertia_,
            model.n_iter_ if study.settings.method == "full" else model.n_steps_,
            _agreement(clusters[dataset.train :], dataset),
            time.perf_counter() - start,
        ]
        return {
            "centres": model.cluster_centers_.astype(np.float32),
            "clusters": clusters.astype(np.int32),
            "scalars": np.array(scalars, np.float64),
        }

    return _clustering(study, dataset, cached(key(study), compute))


def fitted(
    rows: Rows, chosen: KMeansSettings, on_progress: OnProgress = ignore_progress
) -> "KMeans | MiniBatchKMeans":
    """The best of several runs of k-means on these rows, by inertia.

    Raises ClusterError where there are fewer rows than clusters.
    """
    if len(rows) < chosen.clusters:
        raise ClusterError(
            f"{chosen.clusters:,} clusters need at least as many training digits, and there are "
            f"{len(rows):,}: choose fewer clusters."
        )
    best = None
    for start in range(chosen.starts):
        on_progress(start, chosen.starts)
        model = _model(chosen, chosen.seed + start).fit(rows)
        if best is None or model.inertia_ < best.inertia_:
            best = model
    assert best is not None
    on_progress(chosen.starts, chosen.starts)
    return best


@dataclass(frozen=True)
class Errors:
    """How often clusters named by their majority are wrong."""

    inertia: float
    train: float
    """Share of the training digits in a cluster of another class."""
    test: float
    """The same of the test digits."""


def errors_of(rows: Features, dataset: Dataset, chosen: KMeansSettings) -> Errors:
    """Fit k-means to the training rows, name its clusters by their labels, read both splits.

    ``rows`` stand for the digits of ``dataset``, in the same order.
    """
    train, test = (dataset.split(part).labels.numpy() for part in ("train", "test"))
    model = fitted(rows.train, chosen)
    inside = model.predict(rows.train)
    table = measures.contingency(inside, train, chosen.clusters, len(dataset.classes))
    named = measures.majority_classes(table)
    return Errors(
        float(model.inertia_),
        measures.error(inside, train, named),
        measures.error(model.predict(rows.test), test, named),
    )


def _model(chosen: KMeansSettings, seed: int) -> "KMeans | MiniBatchKMeans":
    from sklearn.cluster import KMeans, MiniBatchKMeans

    shared = {
        "n_clusters": chosen.clusters,
        "init": chosen.init,
        "n_init": 1,
        "max_iter": chosen.max_iter,
        "random_state": seed,
    }
    if chosen.method == "full":
        return KMeans(**shared, tol=chosen.tolerance)
    return MiniBatchKMeans(
        **shared,
        batch_size=chosen.batch_size,
        max_no_improvement=chosen.max_no_improvement,
        reassignment_ratio=chosen.reassignment_ratio,
    )


def key(study: Study, **more: str | int) -> str:
    """The content key: of the weights, the data and every setting."""
    name = study.source.checkpoint
    return content_key(
        version=VERSION,
        checkpoint=None if name is None else pool().store.digest(name),
        scaling=study.source.scaling,
        data=data.load(study.dataset).fingerprint,
        settings=study.settings.model_dump_json(),
        **more,
    )


def cluster_of_each_digit(
    study: Study, split: Split, on_progress: OnProgress = ignore_progress
) -> dict[str, Counts]:
    """For a map: the cluster of each digit of a split, and the class that each cluster stands for.

    ``clusters``: int64 (N,), in the order of the split's rows; ``classes``: int64 (k,).
    """
    found = fit(study, on_progress)
    return {"clusters": found.of_split(split), "classes": found.cluster_classes}


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


__all__ = [
    "IMPURE_ABOVE",
    "Clustering",
    "Errors",
    "cluster_of_each_digit",
    "errors_of",
    "fit",
    "fitted",
    "key",
]
