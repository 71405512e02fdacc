"""Dense autoencoders: their layers mirror each other, and decoders may share the weights."""

import torch
from torch import nn

import models

WIDTHS = [64, 32]


def linear_sizes(module: nn.Module) -> list[tuple[int, int]]:
    layers = [one for one in module.modules() if isinstance(one, nn.Linear)]
    return [(layer.in_features, layer.out_features) for layer in layers]


def test_the_decoder_mirrors_the_encoder() -> None:
    network = models.build({"family": "dense", "widths": WIDTHS, "latent": 5})

    sizes = linear_sizes(network)

    assert sizes[:3] == [(784, 64), (64, 32), (32, 5)]
    assert sizes[3:] == [(b, a) for a, b in reversed(sizes[:3])]


def test_pixels_stay_in_their_range() -> None:
    network = models.build({"family": "dense", "latent": 2}).eval()

    x = network.decode(100 * torch.randn(20, 2, generator=torch.Generator().manual_seed(0)))

    assert x.shape == (20, 1, 28, 28)
    assert 0 <= x.min() <= x.max() <= 1
