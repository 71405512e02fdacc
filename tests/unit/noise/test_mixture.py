"""Mixtures of noise: equal shares, even levels."""

import json

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.noise import (
    KINDS,
    MixtureNoise,
    from_spec,
    level_control,
    make_generator,
    to_spec,
)
from tests.unit.digits import digits


@given(
    limits=st.lists(
        st.sampled_from(list(KINDS)).flatmap(
            lambda kind: st.tuples(st.just(kind), st.floats(0, level_control(kind).high))
        ),
        max_size=5,
    ),
    count=st.integers(0, 9),
)
def test_any_mixture_survives_json_and_any_batch(limits, count):
    noise = MixtureNoise(tuple(limits))
    assert from_spec(json.loads(json.dumps(to_spec(noise)))) == noise
    x, _ = digits(16)
    noisy = noise(x[:count], make_generator(0))
    assert noisy.shape == x[:count].shape
    assert torch.equal(noisy[:: len(limits) + 1], x[:count][:: len(limits) + 1])


def test_a_mixture_has_an_equal_share_of_each_kind_and_of_clean_images():
    x = torch.full((300, 1, 28, 28), 0.5)
    x[:, :, 10:18, 10:18] = 0.25
    noise = MixtureNoise((("mask", 0.9), ("dilation", 3.0)))
    noisy = noise(x, make_generator(0)).flatten(1)
    same = (noisy == x.flatten(1)).all(1)
    # A mask leaves pure black in the picture, a dilation never does.
    masked = (noisy == 0).any(1)
    assert int(same[::3].sum()) == 100
    assert int(same.sum()) == 100
    assert int(masked[1::3].sum()) >= 99
    assert not masked[2::3].any()
    assert not masked[::3].any()


def test_a_mixture_draws_its_levels_evenly_up_to_the_highest():
    x = torch.full((800, 1, 28, 28), 0.5)
    noisy = MixtureNoise((("gaussian", 0.2),))(x, make_generator(0))
    sigma = (noisy[1::2] - x[1::2]).flatten(1).std(1)
    assert float(sigma.max()) <= 0.2 * 1.12
    assert float(sigma.min()) < 0.01
    assert float(sigma.mean()) == pytest.approx(0.1, abs=0.015)
    quarters = torch.histc(sigma, 4, 0, 0.2)
    assert (quarters > 60).all()
