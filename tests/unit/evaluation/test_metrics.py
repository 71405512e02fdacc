"""Figures of merit against scikit-learn, formulas written out, and cases worked by hand."""

import math

import numpy as np
import pytest
import torch
from sklearn import metrics as reference

from core import inference
from core.evaluation import metrics
from core.noise import MaskNoise, at_level, make_generator
from tests.unit.digits import digits
from tests.unit.evaluation.networks import Brightness, Identity, built


def test_squared_error_is_summed_over_the_pixels():
    x = torch.zeros(2, 1, 28, 28)
    y = x.clone()
    y[0, 0, 3, 4] = 0.5
    y[1, 0, :2] = 1
    assert inference.squared_errors(x, y).tolist() == [0.25, 56.0]
    assert inference.squared_errors(y, y).tolist() == [0.0, 0.0]


def test_psnr_in_decibels():
    x = torch.zeros(3, 1, 28, 28)
    y = torch.stack([torch.full((1, 28, 28), value) for value in (0.1, 1.0, 0.0)])
    values = inference.psnr(x, y)
    assert values[:2].tolist() == pytest.approx([20.0, 0.0], abs=1e-4)
    assert values[2] == math.inf


def test_per_class_means_and_a_class_without_images():
    values = torch.tensor([1.0, 3.0, 10.0, 5.0])
    result = metrics.per_class(values, torch.tensor([0, 0, 2, 3]), classes=4)
    assert result[0] == 2
    assert math.isnan(result[1])
    assert result[2:] == (10.0, 5.0)


def test_accuracies_are_those_of_scikit_learn():
    module = built({"family": "clf-dense"})
    x, labels = digits(700)
    x, labels = x[labels != 4], labels[labels != 4]  # one class absent, the others uneven
    predicted = module(x).argmax(1)
    expected = reference.accuracy_score(labels, predicted)
    assert metrics.accuracy(module, x, labels) == pytest.approx(expected, abs=1e-12)
    recalls = [float((predicted[labels == k] == k).float().mean()) for k in range(10) if k != 4]
    balanced = metrics.balanced_accuracy(module, x, labels)
    assert balanced == pytest.approx(np.mean(recalls), abs=1e-7)
    with pytest.warns(UserWarning, match="y_pred contains classes"):
        theirs = reference.balanced_accuracy_score(labels, predicted)
    assert balanced == pytest.approx(theirs, abs=1e-12)
    assert 0 < expected < 1


def test_balanced_accuracy_weighs_rare_and_common_classes_alike():
    bright = torch.cat([torch.zeros(90, 1, 28, 28), torch.ones(10, 1, 28, 28)])
    labels = torch.cat([torch.zeros(90), torch.ones(10)]).long()
    always_dark = Brightness(2)
    assert metrics.accuracy(always_dark, bright, labels) == pytest.approx(0.9)
    assert metrics.balanced_accuracy(always_dark, bright, labels) == pytest.approx(0.5)
    assert metrics.balanced_accuracy(Brightness(0.5), bright, labels) == 1


def test_figures_of_an_autoencoder_by_hand():
    x, labels = digits(200)
    noise = MaskNoise(0.3, 0.1)
    result = metrics.evaluate_autoencoder(Identity(0.5), x, labels, noise, seed=4)
    noisy = noise(x, make_generator(4))
    energy = (x**2).flatten(1).sum(1)
    assert result["squared_error"] == pytest.approx(float(energy.mean()) / 4, rel=1e-5)
    assert result["mean_squared_error"] == pytest.approx(float(energy.mean()) / 4 / 784, rel=1e-5)
    per_class = result["squared_error_per_class"]
    assert isinstance(per_class, tuple)
    for label in range(10):
        assert per_class[label] == pytest.approx(float(energy[labels == label].mean()) / 4, 1e-5)
    wanted = float(((noisy - x) ** 2).flatten(1).sum(1).mean())
    assert result["noisy_squared_error"] == pytest.approx(wanted, rel=1e-5)
    cleaned = float(((0.5 * noisy - x) ** 2).flatten(1).sum(1).mean())
    assert result["denoising_squared_error"] == pytest.approx(cleaned, rel=1e-5)
    assert set(metrics.evaluate_autoencoder(Identity(), x, labels)) == {
        "squared_error",
        "mean_squared_error",
        "squared_error_per_class",
    }


def test_an_output_beyond_white_is_clipped_before_it_is_judged():
    x = torch.ones(3, 1, 28, 28)
    result = metrics.evaluate_autoencoder(Identity(2.0), x, torch.arange(3))
    assert result["squared_error"] == 0


@pytest.mark.parametrize("count", [1, 1024, 1500])
def test_variational_loss_is_that_of_the_formula(count):
    module = built({"family": "vae-dense", "widths": [20], "latent": 3, "kl_weight": 0.5})
    x, _ = digits(count)
    parts = metrics.variational_loss(module, x, seed=2)
    generator = make_generator(2)
    with torch.no_grad():
        mean, log_variance = module.posterior(x)
        noise = torch.cat(
            [torch.randn(part.shape, generator=generator) for part in mean.split(1024)]
        )
        p = module.decode(mean + noise * (0.5 * log_variance).exp()).double()
        pixels = -(x * p.log() + (1 - x) * (1 - p).log()).sum() / count
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum() / count
    assert parts["reconstruction"] == pytest.approx(float(pixels), rel=1e-5)
    assert parts["kl"] == pytest.approx(float(kl), rel=1e-4)
    assert parts["loss"] == pytest.approx(float(pixels + 0.5 * kl), rel=1e-5)
    assert metrics.variational_loss(module, x, seed=2) == parts
    assert metrics.variational_loss(module, x, seed=3)["loss"] != parts["loss"]


def test_latent_spread_by_hand():
    z = torch.tensor([[0.0, 0.0], [2.0, -3.0], [4.0, 4.5], [-2.0, 1.0]])
    spread = metrics.latent_spread(z)
    assert spread["latent_std"] == pytest.approx(tuple(np.std(z.numpy(), 0, ddof=1)), rel=1e-6)
    assert spread["latent_low"] == (-2.0, -3.0)
    assert spread["latent_high"] == (4.0, 4.5)
    assert spread["latent_share_within_4"] == 0.75  # (4, 4.5) is out by its second number


def test_the_level_of_an_accuracy_is_found_by_bisection():
    """White images lose the level's share of pixels: half of them fall under a limit of 0.6."""
    x = torch.ones(400, 1, 28, 28)
    labels = torch.ones(400, dtype=torch.int64)
    judge = Brightness(0.6)
    level = metrics.level_of_accuracy(judge, "mask", 0.5, 0.0, 0.8, x, labels, seed=1)
    assert level == pytest.approx(0.4, abs=0.003)
    below = at_level("mask", level - 0.01)(x, make_generator(1))
    above = at_level("mask", level + 0.01)(x, make_generator(1))
    assert metrics.accuracy(judge, below, labels) > 0.5 > metrics.accuracy(judge, above, labels)
