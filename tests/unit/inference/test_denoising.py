"""Denoising a few images: the same alone or together, with errors and probabilities."""

import numpy as np
import pytest
import torch

from core import inference
from core.inference import denoising
from core.noise import BlockNoise, GaussianNoise, apply_seeded
from tests.unit.checkpoints.attacks import forge
from tests.unit.digits import digits


def networks():
    denoiser = forge.module(0, {"family": "conv", "latent": 3, "channels": [4, 4, 4]}).eval()
    classifier = forge.module(1, {"family": "clf-dense", "widths": [20]}).eval()
    return denoiser, classifier


def test_inputs_denoised_together_equal_those_denoised_alone() -> None:
    denoiser, classifier = networks()
    x, _ = digits(6)
    inputs = [(x[:1], GaussianNoise(0.5), 3), (x[1:4], None, 0), (x[4:], BlockNoise(12), 8)]

    together = denoising.denoise_together(inputs, {"a": denoiser}, classifier=classifier)

    for (images, noise, seed), result in zip(inputs, together, strict=True):
        alone = denoising.denoise(
            images, {"a": denoiser}, noise=noise, seed=seed, classifier=classifier
        )
        for name, value in vars(alone).items():
            torch.testing.assert_close(getattr(result, name), value, atol=1e-5, rtol=1e-4)
        np.testing.assert_array_equal(result.noisy, alone.noisy)


def test_each_stage_has_its_error_and_its_probabilities() -> None:
    denoiser, classifier = networks()
    x, _ = digits(4)

    result = denoising.denoise(
        x, {"a": denoiser, "b": denoiser}, noise=GaussianNoise(0.4), seed=5, classifier=classifier
    )

    noisy = apply_seeded(GaussianNoise(0.4), x, 5)
    output = inference.reconstruct(denoiser, noisy)
    torch.testing.assert_close(result.noisy, noisy[:, 0])
    torch.testing.assert_close(result.outputs, torch.stack([output[:, 0]] * 2))
    errors = [((stage - x) ** 2).flatten(1).sum(1) for stage in (noisy, output, output)]
    torch.testing.assert_close(result.squared_errors, torch.stack(errors))
    assert result.psnr.shape == (3, 4)
    assert result.probabilities is not None
    expected = [inference.classify(classifier, stage) for stage in (x, noisy, output, output)]
    torch.testing.assert_close(result.probabilities, torch.stack(expected))


def test_without_noise_the_input_is_clean_and_is_classified_once(monkeypatch) -> None:
    denoiser, classifier = networks()
    x, _ = digits(3)
    sizes: list[int] = []
    classify = inference.classify
    monkeypatch.setattr(
        inference, "classify", lambda module, x: sizes.append(len(x)) or classify(module, x)
    )

    result = denoising.denoise(x, {"a": denoiser}, classifier=classifier)

    assert sizes == [2 * 3]  # the input and the output
    assert result.probabilities is not None
    assert torch.equal(result.probabilities[0], result.probabilities[1])
    assert torch.equal(result.noisy, result.clean)
    assert result.squared_errors[0].tolist() == [0, 0, 0]
    assert result.psnr[0].tolist() == [float("inf")] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_a_strip_shows_each_image_in_all_its_stages(count) -> None:
    denoiser, _ = networks()
    x, _ = digits(count)

    result = denoising.denoise(x, {"a": denoiser}, noise=GaussianNoise(0.4))
    strip = result.strip()

    assert strip.shape == (3 * count, 28, 28)
    np.testing.assert_array_equal(strip[0::3], result.clean)
    np.testing.assert_array_equal(strip[1::3], result.noisy)
    np.testing.assert_array_equal(strip[2::3], result.outputs[0])
