"""The convolutional decoder mirrors its encoder."""

import math

import torch
from hypothesis import given
from hypothesis import strategies as st

import models
from models import layers
from models.conv import ConvDecoder
from tests.unit.models.specs import SPECS, built, parameters_by_hand


@given(
    shape=st.lists(
        st.tuples(st.integers(1, 6), st.sampled_from([1, 1, 2, 3, 4])), min_size=1, max_size=6
    ).filter(lambda pairs: math.prod(stride for _, stride in pairs) <= 28),
    size=st.tuples(st.sampled_from([1, 3]), st.integers(28, 64), st.integers(28, 64)),
    latent=st.integers(1, 7),
    norm=st.booleans(),
)
def test_a_conv_decoder_mirrors_every_size_of_its_encoder(shape, size, latent, norm):
    channels, strides = zip(*shape, strict=True)
    spec = {
        "family": "conv",
        "shape": size,
        "channels": channels,
        "strides": strides,
        "latent": latent,
        "norm": norm,
    }
    module = built(spec).eval()
    seen = _conv_shapes(module.encoder.features, torch.zeros(2, *size))
    assert [side for _, side in seen] == layers.conv_sizes(strides, size)
    start = torch.zeros(2, channels[-1], *seen[-1][1])
    back = _conv_shapes(module.decoder.images, start)
    assert back == seen[::-1]
    with torch.no_grad():
        assert module(torch.zeros(2, *size)).shape == (2, *size)
    assert models.parameter_count(module) == parameters_by_hand(spec)


def _conv_shapes(stack, x):
    """(channels, (height, width)) of the input and after each convolution."""
    shapes = [(x.shape[1], tuple(x.shape[2:]))]
    for layer in stack:
        x = layer(x)
        if isinstance(layer, torch.nn.Conv2d | torch.nn.ConvTranspose2d):
            shapes.append((x.shape[1], tuple(x.shape[2:])))
    return shapes


def test_the_decoder_ends_before_its_output_activation():
    module = built(SPECS["conv"]).eval()
    assert isinstance(module.decoder, ConvDecoder)
    z = torch.randn(3, 5)
    with torch.no_grad():
        assert torch.equal(module.decoder(z).sigmoid(), module.decode(z))
