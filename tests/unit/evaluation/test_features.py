"""Features of a first layer, on pictures made by hand."""

import numpy as np
import pytest

from core.checkpoints.pool import pool
from core.evaluation import features
from tests.unit.evaluation.samples import CONV, DENSE, LOGISTIC

pytestmark = pytest.mark.usefixtures("shipped")


def stripes(angle: float, period: float = 7.0) -> np.ndarray:
    """Lines that run at ``angle`` degrees, counter-clockwise from horizontal as people see it."""
    down, across = np.mgrid[0:28, 0:28].astype(np.float64)
    turn = np.radians(angle)
    # Upwards is minus down.
    return np.sin(2 * np.pi * (across * np.sin(turn) + down * np.cos(turn)) / period)


@pytest.mark.parametrize("angle", [0, 30, 45, 90, 120, 165])
def test_lines_have_the_direction_that_they_run_in(angle: float) -> None:
    result = features.statistics(stripes(angle)[None].astype(np.float32))

    off = (result.angle[0] - angle + 90) % 180 - 90
    assert abs(off) < 3
    assert result.coherence[0] > 0.8


def test_noise_is_one_for_noise_and_small_for_what_is_smooth() -> None:
    noise = np.random.default_rng(0).normal(size=(4, 28, 28)).astype(np.float32)
    smooth = stripes(20, period=28)[None].astype(np.float32)
    result = features.statistics(np.concatenate([noise, smooth]))

    np.testing.assert_allclose(result.noise[:4], 1, atol=0.1)
    assert result.noise[4] < 0.05
    assert (result.coherence[:4] < 0.2).all()


def test_noise_is_worked_by_hand() -> None:
    # Steps across: 1, 1. Steps down: 2, 2. Values 0, 1, 2, 3: variance 1.25.
    result = features.statistics(np.array([[[0, 1], [2, 3]]], np.float32))

    assert result.noise[0] == pytest.approx((1 + 1 + 4 + 4) / 4 / (2 * 1.25))


def test_sparsity_runs_from_all_alike_to_one_alone() -> None:
    alike = np.where(np.random.default_rng(0).random((28, 28)) < 0.5, -1.0, 1.0)
    alone = np.zeros((28, 28))
    alone[3, 4] = -2
    result = features.statistics(np.stack([alike, alone]).astype(np.float32))

    assert result.sparsity.tolist() == pytest.approx([0, 1], abs=1e-6)


def test_a_picture_without_change_has_no_statistics() -> None:
    result = features.statistics(np.zeros((1, 28, 28), np.float32))

    for values in (result.sparsity, result.noise, result.angle, result.coherence):
        assert np.isnan(values).all()


def test_the_first_layer_is_pictures_of_weights() -> None:
    dense, conv = features.first_layer(DENSE), features.first_layer(CONV)

    weights = pool().module(DENSE).state_dict()["encoder.0.weight"]
    np.testing.assert_array_equal(dense.weights.reshape(200, 784), weights)
    assert (dense.kind, conv.kind) == ("dense", "conv")
    assert conv.weights.shape == (32, 3, 3)
    assert features.first_layer(LOGISTIC).weights.shape == (10, 28, 28)


def test_units_are_drawn_by_the_seed() -> None:
    first = features.sample_units(200, 20, 3)

    assert len(set(first.tolist())) == 20
    assert (np.diff(first) > 0).all()
    np.testing.assert_array_equal(first, features.sample_units(200, 20, 3))
    assert features.sample_units(200, 20, 4).tolist() != first.tolist()
    assert features.sample_units(10, 20, 0).tolist() == list(range(10))
