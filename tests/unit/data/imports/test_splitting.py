"""The split: stratified, seeded, and never empty."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.imports.splitting import drawn_split, shuffle_if_sorted
from core.errors import DataError


@given(
    st.lists(st.integers(-1, 5), min_size=2, max_size=200),
    st.floats(0.01, 0.9),
    st.integers(0, 99),
)
def test_the_draw_has_the_same_share_of_each_class(classes: list[int], share: float, seed: int):
    indices = np.array(classes)
    known = np.flatnonzero(indices >= 0)
    if len(known) < 2:
        with pytest.raises(DataError, match="at least two pictures"):
            drawn_split(indices, share, seed)
        return
    train, test = drawn_split(indices, share, seed)

    assert sorted([*train, *test]) == known.tolist()
    assert len(train) >= 1
    assert len(test) >= 1
    for label in set(classes) - {-1}:
        size = (indices == label).sum()
        exact = size * len(test) / len(known)
        assert abs((indices[test] == label).sum() - exact) < 1
    assert [part.tolist() for part in drawn_split(indices, share, seed)] == [
        train.tolist(),
        test.tolist(),
    ]


def test_another_seed_draws_others() -> None:
    indices = np.zeros(100, np.int64)
    assert drawn_split(indices, 0.2, 0)[1].tolist() != drawn_split(indices, 0.2, 1)[1].tolist()


def test_only_pictures_sorted_by_class_are_mixed() -> None:
    positions = np.arange(60)
    by_class = np.repeat(np.arange(3), 20)
    assert shuffle_if_sorted(by_class, positions, 0).tolist() != positions.tolist()
    assert sorted(shuffle_if_sorted(by_class, positions, 0)) == positions.tolist()
    assert shuffle_if_sorted(by_class[::-1] % 2, positions, 0).tolist() == positions.tolist()
    assert shuffle_if_sorted(np.zeros(60, int), positions, 0).tolist() == positions.tolist()
