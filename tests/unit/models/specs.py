"""A specification of every family and recipe, and its parameter count by hand."""

import math
from itertools import pairwise
from typing import Any

import torch

import models
from core.training.recipes.shipped import RECIPES

SMALL: dict[str, dict[str, Any]] = {
    "dense": {"widths": [30], "latent": 5},
    "conv": {"channels": [4, 8], "strides": [2, 2], "latent": 5, "norm": True},
    "contrastive": {
        "channels": [4, 8],
        "strides": [2, 2],
        "latent": 5,
        "decoder_widths": [30],
    },
    "vae-dense": {"widths": [30], "latent": 5},
    "vae-conv": {"channels": [4, 8], "strides": [2, 2], "latent": 5},
    "clf-dense": {"widths": [30], "bottleneck": 5, "head_widths": [12]},
    "clf-conv": {"channels": [4, 8], "strides": [2, 2], "bottleneck": 5, "dropout": 0.5},
}


SPECS = {family: {"family": family, **SMALL.get(family, {})} for family in models.FAMILIES}
# `test_shapes` has images of other shapes.
SPECS |= {name: recipe.model for name, recipe in RECIPES.items() if recipe.dataset == "mnist"}


def built(spec, seed=0) -> Any:
    torch.manual_seed(seed)
    return models.build(spec)


def parameters_by_hand(spec) -> int:
    """The count from the formulas of the layers, without a single module."""
    config = models.parse_spec(spec).model_dump()
    colours, *size = spec.get("shape", (1, 28, 28))
    pixels = colours * math.prod(size)
    variational = spec["family"].startswith("vae")
    total = features = 0

    def dense(widths):
        return sum(a * b + b for a, b in pairwise(widths))

    def conv(channels, norm, plain_last=False):
        total = 0
        for index, (a, b) in enumerate(pairwise(channels)):
            last = plain_last and index == len(channels) - 2
            # Batch norm brings a scale and a shift, and makes the convolution's bias pointless.
            total += 9 * a * b + (2 * b if norm and not last else b)
        return total

    if "channels" in config:
        sides = size
        for stride in config["strides"]:
            sides = [math.ceil(side / stride) for side in sides]
        features = config["channels"][-1] * math.prod(sides)
        total = conv([colours, *config["channels"]], config["norm"])
    if spec["family"].endswith("dense") and not spec["family"].startswith("clf"):
        out = [pixels, *config["widths"]]
        outputs = config["latent"] * (2 if variational else 1)
        return dense([*out, outputs]) + dense([config["latent"], *out[::-1]])
    if spec["family"] == "contrastive":
        latent = config["latent"]
        return (
            total + dense([features, latent]) + dense([latent, *config["decoder_widths"], pixels])
        )
    if spec["family"] in ("conv", "vae-conv"):
        outputs = config["latent"] * (2 if variational else 1)
        mirror = conv([*config["channels"][::-1], colours], config["norm"], plain_last=True)
        return total + dense([features, outputs]) + dense([config["latent"], features]) + mirror
    if spec["family"] == "clf-dense":
        hidden = [pixels, *config["widths"]]
        total, features = dense(hidden), hidden[-1]
    if config["bottleneck"]:
        total += dense([features, config["bottleneck"]])
        features = config["bottleneck"]
    return total + dense([features, *config["head_widths"], spec.get("classes", 10)])
