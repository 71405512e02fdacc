"""Every family takes every shape of image, and learns from it."""

import pytest
import torch

import models
from tests.unit.models.specs import SMALL, built, parameters_by_hand

SHAPES = [(1, 8, 8), (3, 32, 32), (1, 30, 27), (3, 64, 48)]
CLASSES = 3


def spec_of(family, shape):
    classes = {"classes": CLASSES} if models.FAMILIES[family].task == "classify" else {}
    return {"family": family, **SMALL.get(family, {}), **classes, "shape": list(shape)}


def pictures(shape, count=48):
    """Bars at a place and in a brightness of their class: float (count, *shape), int64 (count,)."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(count) % CLASSES
    x = 0.1 * torch.rand(count, *shape, generator=generator)
    third = shape[2] // CLASSES
    for at, label in enumerate(labels.tolist()):
        x[at, :, :, label * third : (label + 1) * third] += 0.3 + 0.2 * label
    return x, labels


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "x".join(map(str, shape)))
@pytest.mark.parametrize("family", models.FAMILIES)
def test_every_family_takes_every_shape_and_learns(family, shape):
    spec = spec_of(family, shape)
    module = built(spec)
    if family in SMALL:  # one that was added since has no count by hand
        assert models.parameter_count(module) == parameters_by_hand(spec)
    x, labels = pictures(shape)
    target = x if module.task == "reconstruct" else labels
    optimiser = torch.optim.Adam(module.parameters(), 3e-3)
    losses = []
    for _ in range(40):
        loss = module.loss(x, target, torch.Generator().manual_seed(1))["loss"]
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.95 * losses[0]
    module.eval()
    with torch.no_grad():
        z = module.encode(x)
        assert z.shape == (len(x), module.latent_size)
        if module.task == "classify":
            assert module.classify(x).shape == (len(x), CLASSES)
        else:
            assert module.decode(z).shape == x.shape


@pytest.mark.parametrize("family", models.FAMILIES)
def test_a_specification_without_a_shape_is_for_28_pixels_and_stays_without_one(family):
    spec = {"family": family, **SMALL.get(family, {})}
    config = models.parse_spec(spec)
    assert config.shape == (1, 28, 28)
    dumped = config.model_dump(mode="json")
    assert "shape" not in dumped
    assert "classes" not in dumped
    assert models.parse_spec(spec_of(family, (3, 9, 64))).model_dump(mode="json")["shape"] == [
        3,
        9,
        64,
    ]


@pytest.mark.parametrize("shape", [[2, 28, 28], [1, 7, 28], [1, 28, 65], [1, 28], [28, 28, 1]])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match="shape"):
        models.parse_spec({"family": "dense", "shape": shape})


def test_strides_must_leave_a_pixel_of_the_shorter_side():
    with pytest.raises(ValueError, match="shrink a 8-pixel image below one pixel"):
        models.parse_spec(
            {"family": "conv", "shape": [1, 8, 40], "channels": [4, 4], "strides": [4, 4]}
        )
