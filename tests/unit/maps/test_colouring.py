"""Clusters of a map to colour it by."""

from collections.abc import Iterator

import numpy as np
import pytest

from core import maps
from core.maps import colouring
from tests.unit.maps.planes import PLANE, store_of_planes


@pytest.fixture(scope="module", autouse=True)
def planes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with store_of_planes(tmp_path_factory.mktemp("maps")):
        yield


def spots(*, lost: int = 0) -> maps.Layout:
    """300 digits of three classes around three places; those of class 2 at two of them."""
    centres = np.array([[0, 0], [9, 0], [0, 9]], np.float32)
    xy = centres.repeat(100, 0) + np.random.default_rng(0).normal(0, 0.1, (300, 2))
    labels = np.array([2, 0, 2], np.uint8).repeat(100)
    labels[100:110] = 1
    xy[:lost] = np.nan
    info = maps.info(f"bottleneck:{PLANE}")
    rows = np.arange(300)
    return maps.Layout(info, "mnist", "test", f"{lost} lost", xy.astype(np.float32), rows, labels)


def test_clusters_are_groups_of_near_points_named_by_their_commonest_class() -> None:
    result = spots()
    matches = colouring.cluster(result, lambda: result.xy, k=3, seed=1)
    again = colouring.cluster(result, pytest.fail, k=3, seed=1)  # they are kept

    assert matches.classes == (0, 2, 2)
    assert matches.shares == pytest.approx((0.9, 1, 1))
    assert [len(set(matches.labels[i : i + 100])) for i in (0, 100, 200)] == [1, 1, 1]
    np.testing.assert_array_equal(matches.labels, again.labels)


def test_digits_without_a_place_are_in_no_cluster() -> None:
    some, none = (
        colouring.cluster(layout, lambda layout=layout: layout.xy, k=2, seed=0)
        for layout in (spots(lost=100), spots(lost=300))
    )

    assert (some.labels == colouring.NONE).sum() == 100
    assert (none.labels == colouring.NONE).all()
    assert none.classes == none.shares == ()


def test_the_key_of_clusters_changes_with_the_map_their_number_and_the_seed() -> None:
    given = (("a", 4, 3), ("a", 4, 4), ("a", 5, 3), ("b", 4, 3))
    assert len({colouring.key(*one) for one in given}) == 4


def test_there_are_no_more_clusters_than_distinct_vectors() -> None:
    result = spots()
    x = np.repeat(result.xy[[0, 100]], 150, axis=0)

    matches = colouring.cluster(result, lambda: x, k=5, seed=0)

    assert sorted(set(matches.labels)) == [0, 1]
