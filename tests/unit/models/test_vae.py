"""Variational autoencoders: the weight of the KL divergence, and the random draw."""

import pytest
import torch

from tests.unit.digits import digits
from tests.unit.models.specs import SPECS, built


@pytest.mark.parametrize("family", ["vae-dense", "vae-conv"])
def test_a_vae_adds_weighted_kl_and_draws_from_the_generator_it_is_given(family):
    x, _ = digits(16)
    module = built({**SPECS[family], "kl_weight": 0.25}).eval()

    def parts(seed):
        with torch.no_grad():
            return module.loss(x, x, torch.Generator().manual_seed(seed))

    first, again, other = parts(1), parts(1), parts(2)
    assert torch.equal(first["loss"], again["loss"])
    assert not torch.equal(first["loss"], other["loss"])
    assert torch.equal(first["kl"], other["kl"])
    assert float(first["loss"]) == pytest.approx(
        float(first["reconstruction"] + 0.25 * first["kl"]), rel=1e-6
    )
    module.kl_scale = 0.5
    assert float(parts(1)["loss"]) == pytest.approx(
        float(first["reconstruction"] + 0.125 * first["kl"]), rel=1e-6
    )
    with torch.no_grad():
        mean, log_variance = module.posterior(x)
    assert torch.equal(module.encode(x), mean)
    assert mean.shape == log_variance.shape == (16, 5)
