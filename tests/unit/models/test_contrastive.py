"""The contrastive loss and encoder."""

import math

import pytest
import torch
from torch.nn import functional as F

from models.contrastive import nt_xent
from tests.unit.digits import digits
from tests.unit.models.specs import SPECS, built


def test_nt_xent_is_that_of_its_formula():
    """Chen et al. (2020), equation 1, written out for each view."""
    z = F.normalize(torch.randn(6, 4, generator=torch.Generator().manual_seed(0)))
    total = 0.0
    for i, partner in ((0, 3), (1, 4), (2, 5), (3, 0), (4, 1), (5, 2)):
        others = [math.exp(float(z[i] @ z[k]) / 0.5) for k in range(6) if k != i]
        total -= math.log(math.exp(float(z[i] @ z[partner]) / 0.5) / sum(others))
    assert float(nt_xent(z, 0.5)) == pytest.approx(total / 6, rel=1e-5)


def test_two_views_that_are_found_at_once_cost_next_to_nothing():
    z = torch.eye(4).repeat(2, 1)
    assert float(nt_xent(z, 0.05)) < 1e-6
    strangers = torch.cat([torch.eye(4), torch.eye(4).roll(1, 0)])
    assert float(nt_xent(strangers, 0.05)) > 10


def test_no_gradient_of_the_decoder_reaches_a_contrastive_encoder():
    module = built(SPECS["contrastive"]).train()
    x, _ = digits(8)
    module.loss(x, x.flip(-1))["reconstruction"].backward()
    assert all(parameter.grad is None for parameter in module.encoder.parameters())
    assert all(parameter.grad is not None for parameter in module.decoder.parameters())


def test_contrastive_latents_have_length_1_and_the_decoder_sees_only_directions():
    module = built(SPECS["contrastive"]).eval()
    x, _ = digits(8)
    with torch.no_grad():
        z = module.encode(x)
        assert z.norm(dim=1).numpy() == pytest.approx(1, abs=1e-5)
        assert torch.allclose(module.decode(7 * z), module.decode(z), atol=1e-5)
        assert module.decode(torch.zeros(1, z.shape[1])).isfinite().all()
