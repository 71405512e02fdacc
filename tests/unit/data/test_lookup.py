"""Images by row id, by class, or at random within a class."""

from dataclasses import replace

import numpy as np
import pytest

from core import data
from core.data import lookup
from core.errors import DataError
from tests.unit.digits import small_set


def test_positions_come_in_the_order_of_the_row_ids() -> None:
    test = data.load().split("test")
    rows = test.rows.numpy()[[5, 0, 7, 5]]

    assert lookup.positions(test, rows).tolist() == [5, 0, 7, 5]
    assert lookup.positions(test, []).tolist() == []
    assert lookup.position(test, int(test.rows[3])) == 3
    assert lookup.label(test, int(test.rows[3])) == int(test.labels[3])


def test_rows_are_found_where_some_are_missing_or_in_another_order() -> None:
    part = small_set(5, 5)  # the last rows do not follow the first
    shuffled = replace(part, rows=part.rows[[3, 9, 0, 1, 8, 2, 4, 5, 6, 7]])

    for dataset in (part, shuffled):
        assert lookup.positions(dataset, dataset.rows.numpy()).tolist() == list(range(10))


@pytest.mark.parametrize("row", [-1, 5, 10**8])
def test_an_unknown_row_is_refused_with_the_range(row: int) -> None:
    part = replace(small_set(5, 5), is_sample=False)
    low, high = int(part.rows.min()), int(part.rows.max())
    with pytest.raises(DataError, match=f"has no row {row}: choose one from {low} to {high}\\."):
        lookup.positions(part, np.array([int(part.rows[0]), row]))


def test_a_data_set_without_images_has_no_rows() -> None:
    empty = small_set(5, 5).split("test").split("train")
    with pytest.raises(DataError, match="has no images"):
        lookup.position(empty, 0)


def test_another_row_is_of_the_class_and_not_the_current_one() -> None:
    part = small_set(50, 10)
    rows = lookup.class_rows(part, 3)

    assert {lookup.label(part, row) for row in rows} == {3}
    assert lookup.random_row(part, 3, rows[0]) in rows[1:]
    assert len(lookup.class_rows(part)) == len(part)
    alone = replace(part, labels=part.labels.clone().fill_(0))
    with pytest.raises(DataError, match="no image of that class"):
        lookup.random_row(alone, 3, None)


def test_images_without_classes_are_known_by_their_rows() -> None:
    part = small_set(50, 10)
    plain = replace(part, classes=(), labels=part.labels.clone().fill_(0))
    row = int(part.rows[3])

    assert lookup.description(part, row) == part.classes[int(part.labels[3])]
    assert lookup.description(plain, row) == f"row {row}"
    assert lookup.first_of_each_class(plain).tolist() == list(range(lookup.WITHOUT_CLASSES))


def test_the_first_of_each_class_in_the_order_of_the_data_set() -> None:
    test = data.load().split("test")

    places = lookup.first_of_each_class(test)

    labels = test.labels.numpy()
    assert (places[1:] > places[:-1]).all()
    assert sorted(labels[places].tolist()) == list(range(len(test.classes)))
    assert all(labels[place] not in labels[:place] for place in places)
