"""Clusters compared with the labels."""

import numpy as np

from core import clustering
from core.data import Dataset
from tests.unit.clustering.studies import TRAIN, study_of


class TestResult:
    def test_a_split_gets_the_cluster_of_each_of_its_digits(self, small: Dataset) -> None:
        study = study_of(12)
        result = clustering.fit(study)
        test = result.of_split("test")
        assert np.array_equal(test, result.clusters[TRAIN:])
        assert np.array_equal(result.of_split("all"), result.clusters)
        assert len(result.of_split("train")) == TRAIN

    def test_classes_without_a_cluster_are_named(self, small: Dataset) -> None:
        result = clustering.fit(study_of(4))
        named = {result.dataset.classes[at] for at in result.cluster_classes}
        assert len(result.unnamed_classes) >= 6
        assert set(result.unnamed_classes) == set(result.dataset.classes) - named
        at = [result.dataset.classes.index(name) for name in result.unnamed_classes]
        assert result.confusion[at, at].sum() == 0

    def test_impure_clusters_are_those_above_40_percent_the_worst_first(
        self, small: Dataset
    ) -> None:
        result = clustering.fit(study_of(8))
        wrong = 1 - result.contingency.max(1) / result.sizes
        assert set(result.impure) == set(np.flatnonzero(wrong > 0.4))
        assert len(result.impure) > 1
        assert (np.diff(wrong[result.impure]) <= 0).all()
