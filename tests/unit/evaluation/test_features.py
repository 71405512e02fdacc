"""Features: weight pictures, their statistics on pictures made by hand, activations."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from core import data, inference
from core.checkpoints.pool import pool
from core.errors import CheckpointError
from core.evaluation import activations, features
from core.settings import PROJECT
from tests.stores import store_at

DENSE, CONV, LOGISTIC = "ae-dense-200", "ae-conv-2", "clf-logistic"


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("store")
    for name in (DENSE, CONV, LOGISTIC):
        shutil.copy(PROJECT / "checkpoints" / f"{name}.safetensors", folder)
    with store_at(folder):
        yield folder


def stripes(angle: float, period: float = 7.0) -> np.ndarray:
    """Lines that run at ``angle`` degrees, counter-clockwise from horizontal as people see it."""
    down, across = np.mgrid[0:28, 0:28].astype(np.float64)
    turn = np.radians(angle)
    # Upwards is minus down.
    return np.sin(2 * np.pi * (across * np.sin(turn) + down * np.cos(turn)) / period)


@pytest.mark.parametrize("angle", [0, 30, 45, 90, 120, 165])
def test_lines_have_the_direction_that_they_run_in(angle: float) -> None:
    found = features.statistics(stripes(angle)[None].astype(np.float32))

    off = (found.angle[0] - angle + 90) % 180 - 90
    assert abs(off) < 3
    assert found.coherence[0] > 0.8


def test_noise_is_one_for_noise_and_small_for_what_is_smooth() -> None:
    noise = np.random.default_rng(0).normal(size=(4, 28, 28)).astype(np.float32)
    smooth = stripes(20, period=28)[None].astype(np.float32)
    found = features.statistics(np.concatenate([noise, smooth]))

    np.testing.assert_allclose(found.noise[:4], 1, atol=0.1)
    assert found.noise[4] < 0.05
    assert (found.coherence[:4] < 0.2).all()


def test_noise_is_worked_by_hand() -> None:
    # Steps across: 1, 1. Steps down: 2, 2. Values 0, 1, 2, 3: variance 1.25.
    found = features.statistics(np.array([[[0, 1], [2, 3]]], np.float32))

    assert found.noise[0] == pytest.approx((1 + 1 + 4 + 4) / 4 / (2 * 1.25))


def test_sparsity_runs_from_all_alike_to_one_alone() -> None:
    alike = np.where(np.random.default_rng(0).random((28, 28)) < 0.5, -1.0, 1.0)
    alone = np.zeros((28, 28))
    alone[3, 4] = -2
    found = features.statistics(np.stack([alike, alone]).astype(np.float32))

    assert found.sparsity.tolist() == pytest.approx([0, 1], abs=1e-6)


def test_a_picture_without_change_has_no_statistics() -> None:
    found = features.statistics(np.zeros((1, 28, 28), np.float32))

    for values in (found.sparsity, found.noise, found.angle, found.coherence):
        assert np.isnan(values).all()


def test_the_first_layer_is_pictures_of_weights() -> None:
    dense, conv = features.first_layer(DENSE), features.first_layer(CONV)

    weights = pool().module(DENSE).state_dict()["encoder.0.weight"]
    np.testing.assert_array_equal(dense.weights.reshape(200, 784), weights)
    assert (dense.kind, conv.kind) == ("dense", "conv")
    assert conv.weights.shape == (32, 3, 3)
    assert features.first_layer(LOGISTIC).weights.shape == (10, 28, 28)


def test_units_are_drawn_by_the_seed() -> None:
    first = features.drawn(200, 20, 3)

    assert len(set(first.tolist())) == 20
    assert (np.diff(first) > 0).all()
    np.testing.assert_array_equal(first, features.drawn(200, 20, 3))
    assert features.drawn(200, 20, 4).tolist() != first.tolist()
    assert features.drawn(10, 20, 0).tolist() == list(range(10))


def test_the_strength_of_a_dense_layer_is_its_output() -> None:
    (stage,) = activations.stages(DENSE)
    found = activations.strengths(DENSE, stage.name, "mnist")

    test = data.load().split("test")
    x = data.to_float(test.images[:300])
    np.testing.assert_allclose(
        found[:300], inference.encode(pool().module(DENSE), x), rtol=1e-4, atol=1e-5
    )
    assert features.activity(found).shape == (200,)
    best = features.strongest(found, 5, 3)
    assert found[best, 5].tolist() == sorted(found[:, 5], reverse=True)[:3]


def test_activation_maps_are_those_of_the_layer() -> None:
    digits = data.load()
    row = int(digits.split("test").rows[4])
    stages = activations.stages(CONV)
    assert [(s.kind, s.units, s.side) for s in stages[:3]] == [
        ("conv", 32, 28),
        ("conv", 64, 14),
        ("conv", 128, 7),
    ]
    assert (stages[-1].kind, stages[-1].units) == ("dense", 2)

    found = activations.maps_of(CONV, stages[1].name, digits, row)

    x = data.to_float(digits.split("test").images[4:5])
    with torch.inference_mode():
        # pyrefly: ignore[missing-attribute]
        expected = pool().module(CONV).encoder.features[:4](x)[0]
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_no_hook_stays_on_a_shared_model() -> None:
    activations.stages(CONV)

    assert not any(leaf._forward_hooks for leaf in pool().module(CONV).modules())


def test_a_classifier_without_hidden_layers_has_its_classes_as_units() -> None:
    (stage,) = activations.stages(LOGISTIC)

    assert (stage.units, stage.kind) == (10, "dense")
    with pytest.raises(CheckpointError, match="no layer 'nowhere'"):
        activations.stage(LOGISTIC, "nowhere")
