"""Paths between latent vectors."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core import latent
from core.errors import LatentError
from core.latent import paths

VECTOR = st.lists(st.floats(-50, 50, width=32), min_size=3, max_size=3)


TIMES = np.linspace(0, 1, 11)


def vector(values: list[float]) -> np.ndarray:
    return np.array(values, np.float32)


@given(VECTOR, VECTOR, st.sampled_from(latent.PATHS))
def test_a_walk_starts_and_ends_at_its_digits(a: list, b: list, path: latent.Path) -> None:
    start, end = vector(a), vector(b)
    length = float(np.linalg.norm(start) * np.linalg.norm(end))
    assume(path == "straight" or np.dot(start, end) > -0.999 * length)
    places = latent.walk(np.stack([start, end, start]), 4, path, np.zeros(3, np.float32))

    assert places.shape == (9, 3)
    assert places.dtype == np.float32
    assert np.isfinite(places).all()
    for at, stop in ((0, start), (4, end), (8, start)):
        np.testing.assert_array_equal(places[at], stop)


def test_a_spherical_path_keeps_the_length_and_turns_evenly() -> None:
    start, end = vector([2, 0, 0]), vector([0, 4, 0])
    centre = vector([1, 1, 1])

    arc = paths.spherical(start + centre, end + centre, TIMES, centre) - centre

    np.testing.assert_allclose(np.linalg.norm(arc, axis=1), 2 + 2 * TIMES, rtol=1e-6)
    angles = np.arctan2(arc[:, 1], arc[:, 0])
    np.testing.assert_allclose(angles, TIMES * math.pi / 2, atol=1e-6)


def test_slerp_of_unit_vectors_is_shoemakes_formula() -> None:
    start, end = vector([1, 0, 0]), vector([0.6, 0.8, 0])
    angle = math.acos(0.6)

    arc = paths.spherical(start, end, TIMES, np.zeros(3, np.float32))

    expected = [
        (math.sin((1 - t) * angle) * start + math.sin(t * angle) * end) / math.sin(angle)
        for t in TIMES
    ]
    np.testing.assert_allclose(arc, expected, atol=1e-6)


def test_a_straight_path_through_the_middle_is_shorter_than_the_digits() -> None:
    start, end = vector([3, 0, 0]), vector([0, 3, 0])

    middle = paths.straight(start, end, np.array([0.5]))

    np.testing.assert_allclose(middle, [[1.5, 1.5, 0]])


def test_equal_digits_make_a_walk_that_stands_still() -> None:
    stop = vector([1, 2, 3])
    places = latent.walk(np.stack([stop, stop]), 5, "spherical", np.zeros(3, np.float32))
    np.testing.assert_allclose(places, np.tile(stop, (6, 1)))


def test_between_opposite_digits_there_is_no_arc() -> None:
    with pytest.raises(LatentError, match="choose the straight path"):
        paths.spherical(vector([2]), vector([-1]), TIMES, vector([0]))


def test_one_digit_is_no_walk() -> None:
    with pytest.raises(LatentError, match="at least two"):
        latent.walk(np.zeros((1, 3), np.float32), 5, "straight", np.zeros(3, np.float32))
