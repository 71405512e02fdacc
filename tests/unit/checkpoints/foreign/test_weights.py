"""Weights of PyTorch in the places of a network: by name, by shape and order, or refused."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

import models
from core.checkpoints import Store
from core.checkpoints.__main__ import main
from core.checkpoints.descriptions import describe
from core.checkpoints.foreign.weights import convert
from core.errors import CheckpointError
from models import Network
from tests.stores import store_at

SPEC: dict[str, object] = {"family": "dense", "widths": [20], "latent": 3}
CONV: dict[str, object] = {
    "family": "clf-conv",
    "channels": [4, 8],
    "strides": [2, 2],
    "norm": True,
}


def network(spec: dict[str, object], seed: int = 1) -> Network:
    torch.manual_seed(seed)
    return models.build(spec).eval()


def files(folder: Path, weights: object, spec: object = SPEC) -> tuple[Path, Path]:
    torch.save(weights, folder / "weights.pt")
    (folder / "spec.json").write_text(json.dumps(spec))
    return folder / "weights.pt", folder / "spec.json"


def assert_equal(one: Network, other: Network) -> None:
    pictures = torch.rand(5, 1, 28, 28)
    with torch.inference_mode():
        assert torch.equal(one.encode(pictures), other.encode(pictures))
        assert torch.equal(one(pictures), other(pictures))


@pytest.mark.parametrize("spec", [SPEC, CONV])
@pytest.mark.parametrize("prefix", ["", "module.", "_orig_mod.module.", "model."])
def test_names_decide_whatever_wraps_the_network(
    tmp_path: Path, spec: dict[str, object], prefix: str
) -> None:
    own = network(spec)
    weights = {prefix + name: value for name, value in own.state_dict().items()}

    done = convert(*files(tmp_path, {"epoch": 3, "state_dict": weights}, spec))

    assert done.by_name == len(weights)
    assert not done.by_order
    assert not done.unused
    assert_equal(done.module, own)


def test_a_plain_network_fits_by_shape_and_order(tmp_path: Path) -> None:
    own = network(SPEC)
    # The same layers under other names, in a class of their own, with a head that has no place.
    plain = nn.ModuleDict(
        {
            "down": nn.Sequential(nn.Flatten(), nn.Linear(784, 20), nn.ReLU(), nn.Linear(20, 3)),
            "head": nn.Linear(3, 10),
            "up": nn.Sequential(nn.Linear(3, 20), nn.ReLU(), nn.Linear(20, 784)),
        }
    )
    linears = [layer for layer in plain.modules() if isinstance(layer, nn.Linear)]
    kept = [linears[0], linears[1], linears[3], linears[4]]
    places = [name for name in own.state_dict() if name.endswith("weight")]
    for layer, place in zip(kept, places, strict=True):
        layer.weight.data = own.state_dict()[place].clone()
        layer.bias.data = own.state_dict()[place.replace("weight", "bias")].clone()

    done = convert(*files(tmp_path, plain.state_dict()))

    assert done.by_name == 0
    assert list(done.by_order) == list(own.state_dict())
    assert done.unused == ("head.weight", "head.bias")
    assert_equal(done.module, own)


def test_a_safetensors_file_works_too(tmp_path: Path) -> None:
    own = network(SPEC)
    _, spec = files(tmp_path, {})
    save_file(own.state_dict(), tmp_path / "weights.safetensors")

    assert_equal(convert(tmp_path / "weights.safetensors", spec).module, own)


def broken(name: str) -> object:
    weights = network(SPEC).state_dict()
    match name:
        case "another network":
            return network({**SPEC, "latent": 4}).state_dict()
        case "not a number":
            next(iter(weights.values())).fill_(torch.nan)
            return weights
        case "a whole module":
            return nn.Linear(2, 2)
        case _:
            return {"lr": 0.1}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("another network", "places of the network stay empty: .*Left in the file: .*4×20"),
        ("not a number", "infinite or not a number"),
        ("a whole module", "holds more than weights"),
        ("no weights", "has no weights"),
    ],
)
def test_what_does_not_fit_is_one_sentence_or_two(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(CheckpointError, match=words) as refusal:
        convert(*files(tmp_path, broken(name)))

    assert "\n" not in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("[]", "not a JSON object"),
        ("{", "is not a specification"),
        ('{"family": "gpt"}', "unknown family"),
        (json.dumps({**SPEC, "latent": -1}), "latent"),
    ],
)
def test_a_wrong_specification_is_refused(tmp_path: Path, spec: str, words: str) -> None:
    weights, path = files(tmp_path, network(SPEC).state_dict())
    path.write_text(spec)

    with pytest.raises(CheckpointError, match=words):
        convert(weights, path)


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    weights, spec = files(tmp_path, network(SPEC).state_dict())
    weights.write_bytes(weights.read_bytes()[:-200])

    with pytest.raises(CheckpointError, match=r"damaged|cannot be read"):
        convert(weights, spec)


def test_the_command_keeps_a_checkpoint_that_screens_can_describe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = network(SPEC)
    weights, spec = files(tmp_path, own.state_dict())
    with store_at(tmp_path / "store"):
        status = main(["convert", str(weights), "--spec", str(spec), "--name", "mine"])

    text = capsys.readouterr()
    assert status == 0, text.err
    assert "On test pictures of mnist it has a mean squared error of" in text.out
    module, card = Store(tmp_path / "store").load("mine")
    assert card.is_imported
    assert "trained elsewhere" in describe(card)
    assert_equal(module, own)
