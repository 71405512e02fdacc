"""Pictures at their first two principal components."""

import numpy as np

from core.maps.principal import principal_plane
from tests.unit.digits import small_set


def test_the_plane_keeps_as_much_of_the_variance_as_two_numbers_can() -> None:
    digits = small_set(200, 100)
    test = digits.split("test")

    plane = principal_plane(digits, "test")

    pixels = test.images.flatten(1).numpy().astype(np.float64)
    centred = pixels - pixels.mean(0)
    best = np.linalg.svd(centred, compute_uv=False)[:2] ** 2
    np.testing.assert_allclose(np.square(plane.xy.astype(np.float64)).sum(0), best, rtol=1e-3)
    np.testing.assert_array_equal(plane.labels, test.labels.numpy())


def test_the_splits_of_a_set_have_planes_of_their_own() -> None:
    digits = small_set(200, 100)

    assert [len(principal_plane(digits, part).xy) for part in ("train", "test", "all")] == [
        200, 100, 300,
    ]  # fmt: skip
