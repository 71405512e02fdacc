"""Specifications that are refused before memory is allocated."""

import math

import pytest
import torch

import models
from core.errors import first_problem

BAD: dict[str, tuple[dict, str]] = {
    "a negative latent": (
        {"family": "dense", "latent": -1},
        "latent: Input should be greater than or equal to 1, not -1",
    ),
    "no latent at all": (
        {"family": "conv", "latent": 0},
        "latent: Input should be greater than or equal to 1, not 0",
    ),
    "an enormous latent": (
        {"family": "vae-dense", "latent": 10**9},
        "latent: Input should be less than or equal to 1024, not 1000000000",
    ),
    "an enormous layer": (
        {"family": "dense", "widths": [10**9]},
        "widths.0: Input should be less than or equal to 4096, not 1000000000",
    ),
    "too many layers": ({"family": "clf-dense", "widths": [2] * 13}, "at most 12"),
    "too many channels": (
        {"family": "conv", "channels": [10**9], "strides": [1]},
        "channels.0: Input should be less than or equal to 512, not 1000000000",
    ),
    "no convolution": (
        {"family": "conv", "channels": [], "strides": []},
        "channels: Tuple should have at least 1 item",
    ),
    "an unknown family": ({"family": "gan"}, "unknown family 'gan', expected one of dense, conv"),
    "no family": ({"latent": 2}, "unknown family None"),
    "a family that is a list": ({"family": ["dense"]}, "unknown family"),
    "an unknown field": (
        {"family": "dense", "layers": 3},
        "layers: there is no such field",
    ),
    "a field of another family": (
        {"family": "dense", "kl_weight": 1.0},
        "kl_weight: there is no such field",
    ),
    "strides that do not match": (
        {"family": "conv", "channels": [4, 8], "strides": [1, 2, 2]},
        "2 convolution channels need as many strides, got 3",
    ),
    "strides that leave no pixel": (
        {"family": "clf-conv", "channels": [4, 4, 4], "strides": [4, 4, 4]},
        "below one pixel",
    ),
    "a stride of nothing": (
        {"family": "conv", "channels": [4], "strides": [0]},
        "strides.0: Input should be greater than or equal to 1, not 0",
    ),
    "an unknown activation": ({"family": "dense", "activation": "gelu"}, "not 'gelu'"),
    "an endless KL weight": (
        {"family": "vae-dense", "kl_weight": math.inf},
        "kl_weight: Input should be a finite number, not inf",
    ),
    "a negative KL weight": (
        {"family": "vae-conv", "kl_weight": -1},
        "kl_weight: Input should be greater than or equal to 0, not -1",
    ),
    "all features dropped": (
        {"family": "clf-conv", "dropout": 1},
        "dropout: Input should be less than 1, not 1",
    ),
    "widths within bounds that add up to too much": (
        {"family": "dense", "widths": [4096] * 12},
        "parameters are more than the 67,108,864 allowed",
    ),
    "channels within bounds that add up to too much": (
        {"family": "conv", "channels": [512] * 12, "strides": [1] * 12, "latent": 1024},
        "parameters are more than the 67,108,864 allowed",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_spec_is_refused_before_anything_is_allocated(case, monkeypatch):
    spec, words = BAD[case]
    register = torch.nn.Module.register_parameter

    def without_memory(module, name, parameter):
        assert parameter is None or parameter.is_meta, "memory taken before the check"
        register(module, name, parameter)

    monkeypatch.setattr(torch.nn.Module, "register_parameter", without_memory)
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - its words are next
        models.build(spec)
    assert words in first_problem(caught.value)
