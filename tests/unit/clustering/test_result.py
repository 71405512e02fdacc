"""Clusters compared with the labels."""

import numpy as np

from core import clustering
from core.data import Dataset
from tests.unit.clustering.studies import TRAIN, study_of


class TestResult:
    def test_a_split_gets_the_cluster_of_each_of_its_digits(self, small: Dataset) -> None:
        study = study_of(12)
        found = clustering.fit(study)
        test = found.of_split("test")
        assert np.array_equal(test, found.clusters[TRAIN:])
        assert np.array_equal(found.of_split("all"), found.clusters)
        assert len(found.of_split("train")) == TRAIN

    def test_classes_without_a_cluster_are_named(self, small: Dataset) -> None:
        found = clustering.fit(study_of(4))
        stands_for = {found.dataset.classes[at] for at in found.cluster_classes}
        assert len(found.unnamed_classes) >= 6
        assert set(found.unnamed_classes) == set(found.dataset.classes) - stands_for
        at = [found.dataset.classes.index(name) for name in found.unnamed_classes]
        assert found.confusion[at, at].sum() == 0

    def test_impure_clusters_are_those_above_40_percent_the_worst_first(
        self, small: Dataset
    ) -> None:
        found = clustering.fit(study_of(8))
        wrong = 1 - found.contingency.max(1) / found.sizes
        assert set(found.impure) == set(np.flatnonzero(wrong > 0.4))
        assert len(found.impure) > 1
        assert (np.diff(wrong[found.impure]) <= 0).all()
