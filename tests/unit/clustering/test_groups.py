"""The clusters of a clustering one by one."""

import numpy as np
import pytest

from core.clustering import Clustering, Study
from core.clustering.groups import by_class, groups
from tests.unit.digits import small_set


def by_hand() -> Clustering:
    """Four clusters of 40 real digits: two by class, one mixed, one empty."""
    dataset = small_set(40, 10)
    labels = dataset.labels.numpy()
    clusters = np.full(len(labels), 1)
    clusters[labels == 3] = 0
    clusters[labels == 1] = 3
    return Clustering(Study(), dataset, np.zeros((4, 784), np.float32), clusters, 0.0, 1, 0.5, 1.0)


def test_a_group_is_named_after_most_of_its_digits_and_an_empty_one_has_none() -> None:
    result = by_hand()

    rows = groups(result)

    assert [row.number for row in rows] == [0, 1, 2, 3]
    assert (rows[0].class_name, rows[0].purity) == ("3", 1.0)
    assert rows[0].top == (("3", 1.0),)
    assert len(rows[1].top) == 3
    assert rows[1].top[0] == (rows[1].class_name, pytest.approx(rows[1].purity))
    assert (rows[2].size, rows[2].top) == (0, ())
    assert np.isnan(rows[2].purity)
    assert sum(row.size for row in rows) == result.dataset.train


def test_groups_are_ordered_by_their_class_without_the_empty_ones() -> None:
    result = by_hand()

    order = by_class(result)

    assert sorted(order.tolist()) == [0, 1, 3]
    assert result.cluster_classes[order].tolist() == sorted(result.cluster_classes[[0, 1, 3]])
