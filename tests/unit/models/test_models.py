"""One contract for every family and every recipe."""

import json

import pytest
import torch
from torch.nn import functional as F

import models
from tests.unit.digits import digits
from tests.unit.models.specs import SPECS, built


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


@pytest.mark.parametrize("name", SPECS)
def test_a_skeleton_has_the_tensors_of_its_network_without_memory(name):
    before = torch.get_rng_state()
    skeleton = models.skeleton(SPECS[name]).state_dict()
    assert torch.equal(torch.get_rng_state(), before)

    network = models.build(SPECS[name]).state_dict()

    assert {key: (x.dtype, x.shape) for key, x in skeleton.items()} == {
        key: (x.dtype, x.shape) for key, x in network.items()
    }
    assert all(tensor.is_meta for tensor in skeleton.values())


def test_building_takes_the_same_random_numbers_as_its_layers():
    """The check of the size must not draw: shipped weights hang on the order of the draws."""
    torch.manual_seed(3)
    module = models.build({"family": "dense", "latent": 4})
    torch.manual_seed(3)
    expected = torch.nn.Linear(784, 4).weight
    assert torch.equal(module.state_dict()["encoder.0.weight"], expected)
