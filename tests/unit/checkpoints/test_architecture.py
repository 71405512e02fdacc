"""Summaries of networks: every parameter is accounted for, every shape is the true one."""

import pytest
import torch

import models
from core.checkpoints import architecture
from core.training.recipes.shipped import RECIPES

SPECS = [
    *({"family": family} for family in models.FAMILIES),
    *(recipe.model for recipe in RECIPES.values()),
]


def ids(spec: dict) -> str:
    return architecture.one_line(spec)


@pytest.mark.parametrize("spec", SPECS, ids=ids)
def test_every_parameter_is_in_one_layer_and_in_one_block(spec) -> None:
    whole = architecture.summary(spec)

    count = models.parameter_count(models.build(spec))
    assert whole.parameters == count
    assert sum(layer.parameters for layer in whole.layers) == count
    assert sum(block.parameters for block in architecture.blocks(whole)) == count


@pytest.mark.parametrize("spec", SPECS, ids=ids)
def test_it_runs_from_the_image_to_what_the_network_gives(spec) -> None:
    whole = architecture.summary(spec)
    module = models.build(spec).eval()
    with torch.inference_mode():
        x = torch.rand(2, *module.config.shape)
        output, z = module(x), module.encode(x)

    assert whole.layers[0].shape == module.config.shape
    assert whole.layers[-1].shape == tuple(output.shape[1:])
    assert whole.latent == z.shape[1] == models.latent_size(spec)
    assert whole.task == module.task


@pytest.mark.parametrize("spec", SPECS, ids=ids)
def test_names_are_those_of_the_file(spec) -> None:
    known = {name for name, _ in models.build(spec).named_modules()}

    for layer in architecture.summary(spec).layers:
        assert layer.name in known


def test_a_dense_autoencoder_layer_by_layer() -> None:
    whole = architecture.summary({"family": "dense", "widths": [64], "latent": 3})

    assert [(layer.kind, layer.shape, layer.part) for layer in whole.layers] == [
        ("Input image", (1, 28, 28), "input"),
        ("Dense", (64,), "encoder"),
        ("Activation", (64,), "encoder"),
        ("Dense", (3,), "encoder"),
        ("Latent (bottleneck)", (3,), "latent"),
        ("Dense", (64,), "decoder"),
        ("Activation", (64,), "decoder"),
        ("Dense", (784,), "decoder"),
        ("Activation", (784,), "decoder"),
        ("Output image", (1, 28, 28), "output"),
    ]
    assert [block.values for block in architecture.blocks(whole)] == [784, 64, 3, 64, 784]


def test_a_convolution_says_its_kernel_and_stride() -> None:
    spec = {"family": "conv", "channels": [8, 16], "strides": [1, 2], "latent": 2, "norm": True}
    layers = architecture.summary(spec).layers

    assert (layers[1].kind, layers[1].detail, layers[1].shape) == (
        "Convolution",
        "3×3",
        (8, 28, 28),
    )
    assert layers[2].kind == "Batch normalisation"
    strided = next(layer for layer in layers if layer.detail == "3×3, stride 2")
    assert strided.shape == (16, 14, 14)


def test_a_variational_encoder_gives_means_and_variances_before_its_latent() -> None:
    blocks = architecture.blocks(architecture.summary({"family": "vae-dense", "latent": 5}))

    assert [block.values for block in blocks] == [784, 400, 10, 5, 400, 784]
    assert blocks[3].part == "latent"


def test_a_classifier_has_a_latent_block_only_where_it_has_a_bottleneck() -> None:
    def parts(spec):
        return [block.part for block in architecture.blocks(architecture.summary(spec))]

    plain = {"family": "clf-dense", "widths": [50]}
    assert "latent" not in parts(plain)
    assert parts({**plain, "bottleneck": 2, "head_widths": [9]}).count("latent") == 1


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"family": "dense", "widths": [256], "latent": 128}, "784–256–128–256–784"),
        ({"family": "clf-dense"}, "784–10"),
        (
            {"family": "clf-dense", "widths": [500, 100], "bottleneck": 2, "head_widths": [100]},
            "784–500–100–2–100–10",
        ),
        ({"family": "conv", "latent": 1}, "32–64–128 maps, 1 number"),
    ],
)
def test_an_architecture_on_one_line(spec, words) -> None:
    assert architecture.one_line(spec).endswith(f", {words}")


def test_a_wrong_specification_is_refused() -> None:
    with pytest.raises(ValueError, match="latent"):
        architecture.summary({"family": "dense", "latent": -1})


def test_a_summary_leaves_the_random_numbers_alone() -> None:
    torch.manual_seed(3)
    expected = torch.rand(4)

    torch.manual_seed(3)
    architecture.summary({"family": "dense", "latent": 17})

    assert torch.equal(torch.rand(4), expected)
