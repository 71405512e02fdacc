"""Scores of clusters against labels."""

import numpy as np
import pytest
from sklearn import metrics as reference

from core.clustering import (
    measures,
)


class TestMeasures:
    CLUSTERS = np.array([0, 0, 0, 1, 1, 3])
    LABELS = np.array([2, 2, 0, 1, 0, 2])

    def test_a_case_worked_by_hand(self) -> None:
        table = measures.contingency(self.CLUSTERS, self.LABELS, 4, 3)
        assert table.tolist() == [[1, 0, 2], [1, 1, 0], [0, 0, 0], [0, 0, 1]]

        named = measures.majority_classes(table)
        # A draw goes to the lowest class, an empty cluster to the commonest class.
        assert named.tolist() == [2, 0, 2, 2]

        assert measures.error(self.CLUSTERS, self.LABELS, named) == 2 / 6
        purity = measures.purity(table)
        assert purity[[0, 1, 3]] == pytest.approx([2 / 3, 1 / 2, 1])
        assert np.isnan(purity[2])

    def test_the_confusion_is_that_of_scikit_learn(self) -> None:
        generator = np.random.default_rng(0)
        clusters = generator.integers(0, 30, 500)
        labels = generator.integers(0, 10, 500)
        table = measures.contingency(clusters, labels, 30, 10)
        assert np.array_equal(table, reference.cluster.contingency_matrix(labels, clusters).T)
        named = measures.majority_classes(table)
        ours = measures.confusion(clusters, labels, named, 10)
        assert np.array_equal(
            ours, reference.confusion_matrix(labels, named[clusters], labels=range(10))
        )
        assert measures.relative(ours).sum(1) == pytest.approx(1)
        assert measures.error(clusters, labels, named) == pytest.approx(
            1 - reference.accuracy_score(labels, named[clusters])
        )

    def test_a_row_without_digits_stays_zero(self) -> None:
        assert measures.relative(np.array([[0, 0], [1, 3]])).tolist() == [[0, 0], [0.25, 0.75]]

    def test_no_digits_have_no_error(self) -> None:
        nothing = np.array([], np.int64)
        assert np.isnan(measures.error(nothing, nothing, np.array([1])))
