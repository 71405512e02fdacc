"""Result of a clustering: the clusters, and how well they match the labels."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.clustering import measures
from core.clustering.measures import Counts
from core.clustering.study import Study
from core.data import Dataset
from core.data.dataset import Split

IMPURE_ABOVE = 0.4  # error within a cluster


@dataclass(frozen=True, eq=False)
class Clustering:
    """The clusters of a study, and how well they match the labels.

    The clusters are found without labels. The labels of the training digits only name them: a
    cluster stands for the class of most of its training digits.
    """

    study: Study
    dataset: Dataset
    centres: NDArray[np.float32]
    """float32 (k, numbers), in the scaled space."""
    clusters: NDArray[np.int64]
    """int64 (N,), cluster of every digit of the data set, training digits first."""
    inertia: float
    """Sum of the squared distances of the training rows to their centres."""
    iterations: int
    """Passes over the training digits (full) or steps (mini-batch) of the best run."""
    mutual_information: float
    """Adjusted mutual information of clusters and labels on the test digits: 1 for agreement, 0 at
    random (Vinh, Epps and Bailey, "Information Theoretic Measures for Clusterings Comparison",
    2010)."""
    seconds: float
    """Duration of the fit."""

    @property
    def k(self) -> int:
        """Number of clusters."""
        return len(self.centres)

    @cached_property
    def contingency(self) -> Counts:
        """Training digits of each class in each cluster: int64 (k, classes).

        Digits without labels count as one class.
        """
        return measures.contingency(*self._of("train"), self.k, max(1, len(self.dataset.classes)))

    @cached_property
    def cluster_classes(self) -> Counts:
        """Class that each cluster stands for: int64 (k,)."""
        return measures.majority_classes(self.contingency)

    @cached_property
    def purity(self) -> NDArray[np.float64]:
        """Share of each cluster's training digits that are of its class: (k,); NaN if empty."""
        return measures.purity(self.contingency)

    @property
    def sizes(self) -> Counts:
        """Training digits in each cluster: int64 (k,)."""
        return self.contingency.sum(1)

    @property
    def unnamed_classes(self) -> tuple[str, ...]:
        """Classes that no cluster with digits stands for; all their digits are misread."""
        present = set(self.cluster_classes[self.sizes > 0].tolist())
        return tuple(name for i, name in enumerate(self.dataset.classes) if i not in present)

    @cached_property
    def train_error(self) -> float:
        """Share of the training digits in a cluster of another class; 0 without classes."""
        return measures.error(*self._of("train"), self.cluster_classes)

    @cached_property
    def test_error(self) -> float:
        """Share of the test digits in a cluster of another class; 0 without classes."""
        return measures.error(*self._of("test"), self.cluster_classes)

    @cached_property
    def confusion(self) -> Counts:
        """Test digits by true class (row) and class of their cluster (column).

        int64 (classes, classes).
        """
        classes = max(1, len(self.dataset.classes))
        return measures.confusion(*self._of("test"), self.cluster_classes, classes)

    @cached_property
    def impure(self) -> Counts:
        """Clusters with an error above `IMPURE_ABOVE` among their training digits, worst first."""
        wrong = 1 - np.nan_to_num(self.purity, nan=1.0)
        order = np.argsort(-wrong, kind="stable")
        return order[wrong[order] > IMPURE_ABOVE]

    def of_split(self, split: Split) -> NDArray[np.int64]:
        """Cluster of each digit of a split, in the order of its rows: int64 (n,)."""
        start = self.dataset.train if split == "test" else 0
        stop = self.dataset.train if split == "train" else len(self.clusters)
        return self.clusters[start:stop]

    def _of(self, split: Split) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return self.of_split(split), self.dataset.split(split).labels.numpy()
