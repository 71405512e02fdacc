"""Running models in batches: every row once, in order, whatever the size of the batch."""

from typing import Any

import pytest
import torch

import models
from core import inference
from tests.unit.digits import digits

SPECS = {
    "dense": {"family": "dense", "widths": [20], "latent": 4, "output": "linear"},
    "vae-conv": {"family": "vae-conv", "channels": [4, 8], "strides": [2, 2], "latent": 2},
    "clf-conv": {"family": "clf-conv", "channels": [4, 8], "strides": [2, 2], "bottleneck": 2},
}


def built(name) -> Any:
    torch.manual_seed(0)
    return models.build(SPECS[name]).eval()


@pytest.mark.parametrize("count", [0, 1, 2, 3, 1023, 1024, 1025, 2048, 2500])
def test_batches_cover_every_row_once_and_in_order(count):
    slices = [*inference.batches(count)]
    rows = [row for part in slices for row in range(count)[part]]
    assert rows == list(range(count))
    assert all(0 < part.stop - part.start <= inference.BATCH for part in slices)
    assert len(slices) == -(-count // inference.BATCH)


@pytest.mark.parametrize("name", SPECS)
def test_the_size_of_a_batch_does_not_change_the_result(name):
    module = built(name)
    x, _ = digits(50)
    with torch.no_grad():
        whole = module.encode(x)
    for size in (1, 7, 49, 50, 51):
        parts = inference.in_batches(module.encode, x, torch.device("cpu"), size)
        torch.testing.assert_close(parts, whole, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", SPECS)
def test_results_are_plain_numbers_without_gradients(name):
    module = built(name)
    x, _ = digits(3)
    z = inference.encode(module, x)
    assert z.shape == (3, module.latent_size)
    assert not z.requires_grad
    assert z.dtype == torch.float32
    assert z.device.type == "cpu"
    if module.task == "classify":
        shares = inference.classify(module, x)
        assert shares.shape == (3, 10)
        assert shares.sum(1).tolist() == pytest.approx([1, 1, 1], abs=1e-5)
        torch.testing.assert_close(shares, module.classify(x).softmax(1).detach())
    else:
        with torch.no_grad():
            direct = module.decode(z)
        torch.testing.assert_close(inference.decode(module, z), direct, rtol=1e-5, atol=1e-6)


def test_a_reconstruction_is_clipped_to_what_a_pixel_can_be():
    module = built("dense")
    with torch.no_grad():
        module.decoder[-1].bias.copy_(torch.linspace(-2, 3, 784))
    x, _ = digits(3)
    raw = module(x).detach()
    assert raw.min() < 0
    assert raw.max() > 1
    output = inference.reconstruct(module, x)
    assert torch.equal(output, raw.clamp(0, 1))


@pytest.mark.parametrize("name", SPECS)
def test_no_images_give_no_results_of_the_right_shape(name):
    module = built(name)
    empty = torch.empty(0, 1, 28, 28)
    assert inference.encode(module, empty).shape == (0, module.latent_size)
    if module.task == "classify":
        assert inference.classify(module, empty).shape == (0, 10)
    else:
        assert inference.reconstruct(module, empty).shape == (0, 1, 28, 28)


def test_a_row_does_not_depend_on_its_neighbours():
    module = built("vae-conv")
    x, _ = digits(20)
    alone = torch.cat([inference.reconstruct(module, x[row : row + 1]) for row in range(20)])
    torch.testing.assert_close(inference.reconstruct(module, x), alone, rtol=1e-5, atol=1e-6)


def test_the_device_of_a_module_is_that_of_its_weights():
    assert inference.device_of(built("dense")) == torch.device("cpu")
    assert inference.device_of(built("dense").to("meta")) == torch.device("meta")
