"""Losses, as their formulas give them."""

import pytest
import torch

from models import layers
from tests.unit.digits import digits


def test_pixel_losses_are_those_of_their_formulas():
    x, _ = digits(5)
    torch.manual_seed(0)
    decoded = torch.randn_like(x)
    p = decoded.sigmoid().double()
    target = x.double()
    squared = ((p - target) ** 2).sum() / 5
    entropy = -(target * p.log() + (1 - target) * (1 - p).log()).sum() / 5
    wanted = {"sse": squared, "mse": squared / 784, "bce_sum": entropy, "bce": entropy / 784}
    for kind, value in wanted.items():
        measure = layers.pixel_loss(kind, decoded, x, "sigmoid")
        assert float(measure) == pytest.approx(float(value), rel=1e-5), kind
    linear = layers.pixel_loss("sse", decoded, x, "linear")
    assert float(linear) == pytest.approx(float(((decoded - x) ** 2).sum()) / 5, rel=1e-5)


def test_cross_entropy_stays_finite_where_a_pixel_is_surely_wrong():
    decoded = torch.full((1, 1, 28, 28), -200.0)
    loss = layers.pixel_loss("bce", decoded, torch.ones(1, 1, 28, 28), "sigmoid")
    assert float(loss) == pytest.approx(200)


def test_gaussian_kl_is_that_of_the_distributions():
    torch.manual_seed(0)
    mean, log_variance = torch.randn(7, 3), torch.randn(7, 3)
    q = torch.distributions.Normal(mean, (0.5 * log_variance).exp())
    p = torch.distributions.Normal(torch.zeros(7, 3), torch.ones(7, 3))
    expected = torch.distributions.kl_divergence(q, p).sum(1).mean()
    assert float(layers.gaussian_kl(mean, log_variance)) == pytest.approx(float(expected), rel=1e-5)
    assert float(layers.gaussian_kl(torch.zeros(4, 2), torch.zeros(4, 2))) == 0
