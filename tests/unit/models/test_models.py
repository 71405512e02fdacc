"""One contract for every family and every recipe, and the sizes that the literature gives."""

import json
import math
from itertools import pairwise
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

import models
from core.errors import first_problem
from core.training.recipes import RECIPES
from models import layers
from models.contrastive import nt_xent
from models.conv import ConvDecoder
from tests.unit.digits import digits

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
SPECS |= {name: recipe.model for name, recipe in RECIPES.items()}


def built(spec, seed=0) -> Any:
    torch.manual_seed(seed)
    return models.build(spec)


def parameters_by_hand(spec) -> int:
    """The count from the formulas of the layers, without a single module."""
    config = models.parse_spec(spec).model_dump()
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
        side = 28
        for stride in config["strides"]:
            side = math.ceil(side / stride)
        features = config["channels"][-1] * side * side
        total = conv([1, *config["channels"]], config["norm"])
    if spec["family"].endswith("dense") and not spec["family"].startswith("clf"):
        out = [784, *config["widths"]]
        outputs = config["latent"] * (2 if variational else 1)
        return dense([*out, outputs]) + dense([config["latent"], *out[::-1]])
    if spec["family"] == "contrastive":
        latent = config["latent"]
        return total + dense([features, latent]) + dense([latent, *config["decoder_widths"], 784])
    if spec["family"] in ("conv", "vae-conv"):
        outputs = config["latent"] * (2 if variational else 1)
        mirror = conv([*config["channels"][::-1], 1], config["norm"], plain_last=True)
        return total + dense([features, outputs]) + dense([config["latent"], features]) + mirror
    if spec["family"] == "clf-dense":
        hidden = [784, *config["widths"]]
        total, features = dense(hidden), hidden[-1]
    if config["bottleneck"]:
        total += dense([features, config["bottleneck"]])
        features = config["bottleneck"]
    return total + dense([features, *config["head_widths"], 10])


@pytest.mark.parametrize("name", SPECS)
def test_every_network_keeps_the_contract(name):
    spec = SPECS[name]
    module = built(spec).eval()
    x, labels = digits(6)
    size = module.latent_size
    with torch.no_grad():
        z = module.encode(x)
        assert z.shape == (6, size)
        assert z.isfinite().all()
        assert not torch.equal(z[0], z[1])
        if module.task == "classify":
            logits = module.classify(x)
            assert logits.shape == (6, 10)
            assert torch.equal(module(x), logits)
            assert torch.equal(module.classify_latent(z), logits)
            parts = module.loss(x, labels)
            assert float(parts["loss"]) == pytest.approx(
                float(F.nll_loss(logits.log_softmax(1), labels)), rel=1e-5
            )
            right = (logits.argmax(1) == labels).float().mean()
            assert float(parts["accuracy"]) == float(right)
            with pytest.raises(NotImplementedError, match="has no decoder"):
                module.decode(z)
        else:
            assert module.task == "reconstruct"
            output = module.decode(z)
            assert output.shape == x.shape
            assert torch.equal(module(x), output)
            if getattr(module.config, "output", "sigmoid") == "sigmoid":
                assert 0 <= output.min() <= output.max() <= 1
            with pytest.raises(NotImplementedError, match="has no classes"):
                module.classify(x)
        assert all(value.dtype == torch.float32 for value in (z, module(x)))


@pytest.mark.parametrize("name", SPECS)
def test_the_loss_is_finite_and_reaches_every_parameter(name):
    module = built(SPECS[name]).train()
    x, labels = digits(32)
    target = x if module.task == "reconstruct" else labels
    loss = module.loss(x, target, torch.Generator().manual_seed(0))["loss"]
    assert loss.shape == ()
    assert loss.isfinite()
    assert loss > 0
    loss.backward()
    for path, parameter in module.named_parameters():
        assert parameter.grad is not None, path
        assert parameter.grad.isfinite().all(), path
        assert parameter.grad.abs().max() > 0, path


@pytest.mark.parametrize("name", SPECS)
def test_a_spec_survives_json_and_builds_the_same_network(name):
    spec = SPECS[name]
    module = built(spec)
    dumped = module.config.model_dump(mode="json")
    again = json.loads(json.dumps(dumped))
    assert models.parse_spec(again) == module.config
    other = built(again)
    assert type(other) is type(module)
    for one, two in zip(module.state_dict().values(), other.state_dict().values(), strict=True):
        assert torch.equal(one, two)


@pytest.mark.parametrize("name", [name for name, spec in SPECS.items() if spec["family"] in SMALL])
def test_parameters_are_as_many_as_the_formulas_say(name):
    with torch.device("meta"):
        module = models.build(SPECS[name])
    assert models.parameter_count(module) == parameters_by_hand(SPECS[name])


@pytest.mark.parametrize(
    ("name", "count"),
    [
        # 784*10 + 10 + 10*784 + 784, as the source's table has it
        ("dae-dense-10", 16_474),
        ("ae-dense-32", 784 * 32 + 32 + 32 * 784 + 784),
        ("ae-dense-200", 784 * 200 + 200 + 200 * 784 + 784),
        ("dae-dense-200-mask", 784 * 200 + 200 + 200 * 784 + 784),
        ("dae-dense-128", 2 * (784 * 256 + 256 * 128) + 256 + 128 + 256 + 784),
        ("vae-dense-20", 784 * 400 + 400 + 400 * 40 + 40 + 20 * 400 + 400 + 400 * 784 + 784),
        ("clf-logistic", 7_850),
        ("clf-mlp-1", 784 * 100 + 100 + 100 * 10 + 10),
        ("clf-mlp-3", 784 * 500 + 500 + 500 * 200 + 200 + 200 * 50 + 50 + 50 * 10 + 10),
        (
            "clf-bottleneck-2",
            784 * 500 + 500 + 500 * 100 + 100 + 100 * 2 + 2 + 2 * 100 + 100 + 100 * 10 + 10,
        ),
        # Convolutions 1-32-64-128 at 28, 14 and 7 pixels; the latent sees 128*7*7 = 6,272 numbers.
        ("ae-conv-2", 92_672 + (6272 * 2 + 2) + (2 * 6272 + 6272) + 92_545),
        ("ae-conv-16", 92_672 + (6272 * 16 + 16) + (16 * 6272 + 6272) + 92_545),
        ("vae-conv-2", 92_672 + (6272 * 4 + 4) + (2 * 6272 + 6272) + 92_545),
    ],
)
def test_recipes_have_the_parameters_of_their_source(name, count):
    with torch.device("meta"):
        assert models.parameter_count(models.build(RECIPES[name].model)) == count


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


def test_building_takes_the_same_random_numbers_as_its_layers():
    """The check of the size must not draw: shipped weights hang on the order of the draws."""
    torch.manual_seed(3)
    module = models.build({"family": "dense", "latent": 4})
    torch.manual_seed(3)
    expected = torch.nn.Linear(784, 4).weight
    assert torch.equal(module.state_dict()["encoder.0.weight"], expected)


@given(
    shape=st.lists(
        st.tuples(st.integers(1, 6), st.sampled_from([1, 1, 2, 3, 4])), min_size=1, max_size=6
    ).filter(lambda pairs: math.prod(stride for _, stride in pairs) <= 28),
    latent=st.integers(1, 7),
    norm=st.booleans(),
)
def test_a_conv_decoder_mirrors_every_size_of_its_encoder(shape, latent, norm):
    channels, strides = zip(*shape, strict=True)
    spec = {
        "family": "conv",
        "channels": channels,
        "strides": strides,
        "latent": latent,
        "norm": norm,
    }
    module = built(spec).eval()
    seen = _conv_shapes(module.encoder.features, torch.zeros(2, 1, 28, 28))
    assert [side for _, side in seen] == layers.conv_sides(strides)
    start = torch.zeros(2, channels[-1], seen[-1][1], seen[-1][1])
    back = _conv_shapes(module.decoder.images, start)
    assert back == seen[::-1]
    with torch.no_grad():
        assert module(torch.zeros(2, 1, 28, 28)).shape == (2, 1, 28, 28)
    assert models.parameter_count(module) == parameters_by_hand(spec)


def _conv_shapes(stack, x):
    """(channels, side) of the input and after each convolution."""
    shapes = [(x.shape[1], x.shape[2])]
    for layer in stack:
        x = layer(x)
        if isinstance(layer, torch.nn.Conv2d | torch.nn.ConvTranspose2d):
            shapes.append((x.shape[1], x.shape[2]))
    return shapes


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
        got = layers.pixel_loss(kind, decoded, x, "sigmoid")
        assert float(got) == pytest.approx(float(value), rel=1e-5), kind
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


@pytest.mark.parametrize("family", ["vae-dense", "vae-conv"])
def test_a_vae_adds_weighted_kl_and_draws_from_the_generator_it_is_given(family):
    x, _ = digits(16)
    module = built({**SPECS[family], "kl_weight": 0.25}).eval()

    def parts(seed):
        with torch.no_grad():
            return module.loss(x, x, torch.Generator().manual_seed(seed))

    first, again, other = parts(1), parts(1), parts(2)
    assert torch.equal(first["loss"], again["loss"])
    assert not torch.equal(first["loss"], other["loss"])
    assert torch.equal(first["kl"], other["kl"])
    assert float(first["loss"]) == pytest.approx(
        float(first["reconstruction"] + 0.25 * first["kl"]), rel=1e-6
    )
    module.kl_scale = 0.5
    assert float(parts(1)["loss"]) == pytest.approx(
        float(first["reconstruction"] + 0.125 * first["kl"]), rel=1e-6
    )
    with torch.no_grad():
        mean, log_variance = module.posterior(x)
    assert torch.equal(module.encode(x), mean)
    assert mean.shape == log_variance.shape == (16, 5)


def test_dropout_works_in_training_only():
    module = built(SPECS["clf-conv"])
    x, _ = digits(4)
    with torch.no_grad():
        assert torch.equal(module.eval()(x), module(x))
        assert not torch.equal(module.train()(x), module(x))


def test_the_decoder_ends_before_its_output_activation():
    module = built(SPECS["conv"]).eval()
    assert isinstance(module.decoder, ConvDecoder)
    z = torch.randn(3, 5)
    with torch.no_grad():
        assert torch.equal(module.decoder(z).sigmoid(), module.decode(z))


def test_nt_xent_is_that_of_its_formula():
    """Chen et al. (2020), equation 1, written out for each view."""
    z = F.normalize(torch.randn(6, 4, generator=torch.Generator().manual_seed(0)))
    total = 0.0
    for i, partner in ((0, 3), (1, 4), (2, 5), (3, 0), (4, 1), (5, 2)):
        others = [math.exp(float(z[i] @ z[k]) / 0.5) for k in range(6) if k != i]
        total -= math.log(math.exp(float(z[i] @ z[partner]) / 0.5) / sum(others))
    assert float(nt_xent(z, 0.5)) == pytest.approx(total / 6, rel=1e-5)


def test_two_views_that_are_found_at_once_cost_next_to_nothing():
    z = torch.eye(4).repeat(2, 1)
    assert float(nt_xent(z, 0.05)) < 1e-6
    strangers = torch.cat([torch.eye(4), torch.eye(4).roll(1, 0)])
    assert float(nt_xent(strangers, 0.05)) > 10


def test_no_gradient_of_the_decoder_reaches_a_contrastive_encoder():
    module = built(SPECS["contrastive"]).train()
    x, _ = digits(8)
    module.loss(x, x.flip(-1))["reconstruction"].backward()
    assert all(parameter.grad is None for parameter in module.encoder.parameters())
    assert all(parameter.grad is not None for parameter in module.decoder.parameters())


def test_contrastive_latents_have_length_1_and_the_decoder_sees_only_directions():
    module = built(SPECS["contrastive"]).eval()
    x, _ = digits(8)
    with torch.no_grad():
        z = module.encode(x)
        assert z.norm(dim=1).numpy() == pytest.approx(1, abs=1e-5)
        assert torch.allclose(module.decode(7 * z), module.decode(z), atol=1e-5)
        assert module.decode(torch.zeros(1, z.shape[1])).isfinite().all()
