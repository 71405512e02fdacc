"""PCA as a map."""

import numpy as np
import pytest
from sklearn.decomposition import PCA as Reference

from core.maps.methods import PCA, Watch
from tests.unit.maps.small_projections import digits


@pytest.mark.parametrize("count", [30, 300])  # fewer and more digits than numbers
def test_the_axes_are_the_chosen_components(count: int) -> None:
    x = digits()[0][:count]
    xy = PCA(horizontal=3, vertical=1).layout(x, None, Watch(), 1)

    expected = Reference(3, svd_solver="full").fit_transform(x)[:, [2, 0]]
    np.testing.assert_allclose(xy, expected, atol=1e-3)


def test_a_component_that_the_vectors_do_not_have_is_zero() -> None:
    xy = PCA(horizontal=1, vertical=5).layout(digits()[0][:50, :3].copy(), None, Watch(), 1)

    assert xy.shape == (50, 2)
    assert np.ptp(xy[:, 0]) > 0
    assert not xy[:, 1].any()
