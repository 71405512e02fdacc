"""Activations of the units of shipped networks."""

import numpy as np
import pytest
import torch

from core import data, inference
from core.checkpoints.pool import pool
from core.errors import CheckpointError
from core.evaluation import activations, features
from tests.unit.evaluation.samples import CONV, DENSE, LOGISTIC

pytestmark = pytest.mark.usefixtures("shipped")


def test_the_strength_of_a_dense_layer_is_its_output() -> None:
    (stage,) = activations.layers(DENSE)
    result = activations.strengths(DENSE, stage.name, "mnist")

    test = data.load().split("test")
    x = data.to_float(test.images[:300])
    np.testing.assert_allclose(
        result[:300], inference.encode(pool().module(DENSE), x), rtol=1e-4, atol=1e-5
    )
    assert features.activity(result).shape == (200,)
    best = features.strongest_digits(result, 5, 3)
    assert result[best, 5].tolist() == sorted(result[:, 5], reverse=True)[:3]


def test_activation_maps_are_those_of_the_layer() -> None:
    digits = data.load()
    row = int(digits.split("test").rows[4])
    stages = activations.layers(CONV)
    assert [(s.kind, s.units, s.side) for s in stages[:3]] == [
        ("conv", 32, 28),
        ("conv", 64, 14),
        ("conv", 128, 7),
    ]
    assert (stages[-1].kind, stages[-1].units) == ("dense", 2)

    result = activations.feature_maps(CONV, stages[1].name, digits, row)

    x = data.to_float(digits.split("test").images[4:5])
    with torch.inference_mode():
        # pyrefly: ignore[missing-attribute]
        expected = pool().module(CONV).encoder.features[:4](x)[0]
    np.testing.assert_allclose(result, expected, rtol=1e-4, atol=1e-5)


def test_no_hook_stays_on_a_shared_model() -> None:
    activations.layers(CONV)

    assert not any(leaf._forward_hooks for leaf in pool().module(CONV).modules())


def test_a_classifier_without_hidden_layers_has_its_classes_as_units() -> None:
    (stage,) = activations.layers(LOGISTIC)

    assert (stage.units, stage.kind) == (10, "dense")
    with pytest.raises(CheckpointError, match="no layer 'nowhere'"):
        activations.layer(LOGISTIC, "nowhere")
