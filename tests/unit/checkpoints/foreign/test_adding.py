"""Networks from ONNX files: what is read from them, refused, kept, and used like any other."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from core import inference, maps
from core.checkpoints import Store
from core.checkpoints.__main__ import main
from core.checkpoints.export.onnx_graphs import onnx_graphs
from core.checkpoints.foreign import adding, trial
from core.checkpoints.foreign.sources import Answers
from core.checkpoints.pool import pool
from core.data import load, to_float
from core.errors import CheckpointError
from core.inference import encodings
from core.settings import PROJECT
from tests.stores import store_at
from tests.unit.checkpoints.foreign import graphs
from tests.unit.checkpoints.foreign.preparing import part, prepare

EXPORTED = Path(__file__).parent / "exported"
"""Files that Keras and JAX have written, and the scripts that wrote them."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_a_graph_in_the_store_is_checked_again(store):
    candidate = prepare(("e.onnx", graphs.encoder()))[1][0]
    adding.keep(store.save, [candidate], "good", "Good", "a test", "")
    evil = graphs.hostile()["external data"][0]
    config = candidate.part.config
    encoder = config.encoder.model_copy(update={"bytes": len(evil)})
    forged = adding.Part(config.model_copy(update={"encoder": encoder}), {"encoder": evil})
    module = adding.module_of(forged)
    card = adding.make_card(module, "evil", "Evil", "a test", "")
    with pytest.raises(CheckpointError, match="another file"):
        store.save(module, card)
    assert [entry.name for entry in store.entries()] == ["good"]


def test_three_files_become_an_autoencoder_and_a_classifier(store):
    _, candidates = prepare(
        ("e.onnx", graphs.encoder()), ("d.onnx", graphs.decoder()), ("c.onnx", graphs.classifier())
    )
    entries = adding.keep(store.save, candidates, "mine", "Mine", "a test", "mnist")
    assert [(entry.name, store.card(entry.name).task) for entry in entries] == [
        ("mine", "reconstruct"),
        ("mine-classifier", "classify"),
    ]


class Plain(nn.Module):
    """An autoencoder as a stranger writes it."""

    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Flatten(), nn.Linear(784, 32), nn.Tanh(), nn.Linear(32, 2))
        self.up = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 784), nn.Sigmoid())

    def forward(self, x):
        return self.up(self.down(x))


def test_a_plain_pytorch_network_gives_the_same_codes_on_the_map(tmp_path):
    torch.manual_seed(0)
    network, data = Plain(), load("mnist").split("test")
    optimiser = torch.optim.Adam(network.parameters(), 3e-3)
    for batch in to_float(data.images[:2000]).split(100):
        loss = nn.functional.mse_loss(network(batch), batch.flatten(1))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    network.eval()
    for module, example, name in (
        (network.down, torch.zeros(2, 1, 28, 28), "down"),
        (network.up, torch.zeros(2, 2), "up"),
    ):
        torch.onnx.export(
            module, (example,), tmp_path / f"{name}.onnx", dynamo=False, opset_version=17,
            input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "n"}, "y": {0: "n"}},
        )  # fmt: skip
    with store_at(tmp_path / "store"), torch.no_grad():
        files = [str(tmp_path / "down.onnx"), str(tmp_path / "up.onnx")]
        assert main(["add", *files, "--name", "plain", "--takes", "0,1", "--gives", "0,1"]) == 0
        x = to_float(data.images)
        codes = encodings.latents("plain", "mnist", "test")
        assert np.abs(codes - network.down(x).numpy()).max() < 1e-5
        (info,) = [info for info in maps.infos("mnist") if info.checkpoint == "plain"]
        layout = maps.layout(info.id, "mnist", "test")
        assert np.abs(layout.xy - network.down(x).numpy()).max() < 1e-5
        rebuilt = inference.reconstruct(pool().module("plain"), x[:50])
        assert (rebuilt.flatten(1) - network(x[:50])).abs().max() < 1e-5


def test_it_goes_as_it_came(store):
    candidates = prepare(("e.onnx", graphs.encoder()), ("d.onnx", graphs.decoder()))[1]
    adding.keep(store.save, candidates, "mine", "Mine", "a test", "")
    files = onnx_graphs(store.open("mine"))
    again = adding.module_of(part(*files.items()))
    x = to_float(load("mnist").images[:3])
    assert torch.equal(again.encode(x), store.load("mine")[0].encode(x))


def test_an_exported_checkpoint_comes_back_without_a_question():
    loaded = Store(PROJECT / "checkpoints").open("vae-conv-2-8x8")
    reading, (candidate,) = adding.prepare(list(onnx_graphs(loaded).items()), "mnist", Answers())
    assert not reading.unsure
    assert candidate.part.task == "reconstruct"
    x = torch.rand(3, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    module = adding.module_of(candidate.part)
    with torch.no_grad():
        assert torch.allclose(module.encode(x), loaded.module.encode(x), atol=1e-5)
        assert torch.allclose(module(x), loaded.module(x), atol=1e-5)


@pytest.mark.parametrize("program", ["keras", "jax"])
def test_the_files_of_another_program_give_its_own_numbers(program: str) -> None:
    folder = EXPORTED / program
    names = ("encoder.onnx", "decoder.onnx")
    files = [(name, (folder / name).read_bytes()) for name in names]
    reading, (candidate,) = adding.prepare(files, "digits-8x8", Answers())
    assert reading.parts[0].task == "reconstruct"
    for format in adding.formats(candidate.part).values():
        assert (format.layout, format.offset, format.scale) == ("nhwc", (0.0,), (1.0,))
    error = candidate.trial.error
    assert error is not None
    assert error < 0.02

    pictures = to_float(load("digits-8x8").split("test").images[:7])
    module = trial.module_of(candidate.part)
    with torch.inference_mode():
        codes = module.encode(pictures)
        rebuilt = module.decode(codes)
    expected = np.load(folder / "results.npz")
    np.testing.assert_allclose(codes, expected["codes"], atol=1e-5)
    np.testing.assert_allclose(rebuilt[:, 0], expected["rebuilt"], atol=1e-5)
