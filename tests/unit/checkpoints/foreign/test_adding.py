"""Networks from ONNX files: what is read from them, refused, kept, and used like any other."""

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from onnx import ModelProto, helper
from torch import nn

from core import inference, maps
from core.checkpoints import Store
from core.checkpoints.__main__ import main
from core.checkpoints.export.onnx_graphs import onnx_graphs
from core.checkpoints.foreign import adding
from core.checkpoints.foreign.notes import NOTES_KEY, between, standardised
from core.checkpoints.foreign.sources import Answers
from core.checkpoints.pool import pool
from core.data import load, to_float
from core.errors import CheckpointError, RecipeError
from core.inference import encodings
from core.settings import PROJECT
from core.training.recipes.recipe import Recipe
from core.training.transfer import classifier_over
from tests.stores import store_at
from tests.unit.checkpoints.foreign import graphs


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def prepare(*files, answers=None) -> Any:
    named = [(name, data) for name, data in files]
    return adding.prepare(named, "mnist", answers or Answers())


def part(*files, answers=None) -> Any:
    (candidate,) = prepare(*files, answers=answers)[1]
    return candidate.part


@pytest.mark.parametrize("attack", graphs.hostile())
def test_a_bad_file_is_refused_in_one_sentence(attack):
    data, words = graphs.hostile()[attack]
    with pytest.raises(CheckpointError) as refusal:
        prepare(("bad.onnx", data))
    text = str(refusal.value)
    assert words in text
    assert text.endswith(".")
    assert "\n" not in text


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


def test_an_encoder_and_a_decoder_become_one_autoencoder():
    reading, (candidate,) = prepare(("enc.onnx", graphs.encoder()), ("dec.onnx", graphs.decoder()))
    assert reading.outputs == {"enc.onnx:z": "code", "dec.onnx:y": "picture"}
    config = candidate.part.config
    assert config.family == "onnx-autoencoder"
    assert (config.shape, config.latent) == ((1, 28, 28), graphs.LATENT)
    assert config.parameters == 2 * 784 * graphs.LATENT
    assert config.encoder.takes.layout == "nchw"
    assert config.decoder.gives.layout == "flat"
    assert candidate.trial.rebuilt.shape == candidate.trial.pictures.shape


def test_an_autoencoder_in_one_graph_is_cut_where_it_is_narrowest():
    config = part(("whole.onnx", graphs.autoencoder())).config
    assert (config.encoder.output, config.decoder.input) == ("middle", "middle")
    assert config.latent == graphs.LATENT


def test_a_mean_beside_a_log_variance_is_the_code_of_a_variational_one():
    config = part(("e.onnx", graphs.vae()), ("d.onnx", graphs.decoder())).config
    assert config.family == "onnx-vae"
    assert config.encoder.output == "z_mean"
    assert config.encoder.takes.layout == "nhwc"


@pytest.mark.parametrize("softmax", [True, False])
def test_a_classifier_reads_from_its_last_features(softmax):
    own = part(("clf.onnx", graphs.classifier(softmax)))
    assert own.config.encoder.output == "features"
    assert own.config.latent == 16
    x = to_float(load("mnist").images[:5])
    module = adding.module_of(own)
    logits = adding.module_of(part(("clf.onnx", graphs.classifier(False)))).classify(x)
    assert torch.allclose(module.classify(x).softmax(1), logits.softmax(1), atol=1e-5)


def test_three_files_become_an_autoencoder_and_a_classifier(store):
    _, candidates = prepare(
        ("e.onnx", graphs.encoder()), ("d.onnx", graphs.decoder()), ("c.onnx", graphs.classifier())
    )
    entries = adding.keep(store.save, candidates, "mine", "Mine", "a test", "mnist")
    assert [(entry.name, store.card(entry.name).task) for entry in entries] == [
        ("mine", "reconstruct"),
        ("mine-classifier", "classify"),
    ]


def test_what_the_file_says_is_believed():
    notes = {"role": "encoder", "range": [0, 255], "layout": "flat"}
    reading, (candidate,) = prepare(("e.onnx", graphs.encoder((784,), notes=notes)))
    assert candidate.part.config.encoder.takes.scale == (255.0,)
    assert not reading.unsure


def test_the_range_that_suits_the_pictures_is_the_guess():
    # The identity on 8×8 pictures, for pixels from −1 to 1 on both sides.
    eye = helper.make_node("Identity", ["x"], ["z"])
    clip = helper.make_node("Tanh", ["z"], ["t"])
    back = helper.make_node("Mul", ["t", "k"], ["y"])
    gain = graphs.numpy_helper.from_array(np.array([1 / np.tanh(1)], np.float32), "k")
    sides = ["n", 64]
    data = graphs.model(
        [eye, clip, back], [("x", sides)], [("z", sides), ("y", sides)], [gain]
    ).SerializeToString()
    answers = Answers(meanings={"a.onnx:z": "code", "a.onnx:y": "picture"})
    reading, (candidate,) = adding.prepare([("a.onnx", data)], "digits-8x8", answers)
    assert reading.unsure >= {"takes", "gives"}
    formats = adding.formats(candidate.part)
    assert formats["takes"].offset == formats["gives"].offset == (-1.0,)


@pytest.mark.parametrize(
    ("layout", "sides"),
    [("nchw", (1, 28, 28)), ("nhwc", (28, 28, 1)), ("nhw", (28, 28)), ("flat", (784,))],
)
@pytest.mark.parametrize("values", [between(0, 1), between(0, 255), standardised((0.13,), (0.3,))])
def test_every_layout_and_range_gives_the_graph_what_it_takes(layout, sides, values):
    own = part(("e.onnx", graphs.encoder(sides)), answers=Answers(takes=values))
    assert own.config.encoder.takes.layout == layout
    x = to_float(load("mnist").images[:4])
    tensor = ModelProto.FromString(graphs.encoder(sides)).graph.initializer[0]
    matrix = torch.from_numpy(graphs.numpy_helper.to_array(tensor).copy())
    expected = (x.flatten(1) * values.scale[0] + values.offset[0]) @ matrix
    assert torch.allclose(adding.module_of(own).encode(x), expected, atol=1e-3)


def test_colours_keep_their_order_in_every_layout():
    x = torch.rand(3, 3, 8, 8, generator=torch.Generator().manual_seed(0))
    for layout in ("nchw", "nhwc", "flat", "flat-hwc"):
        values = standardised((0.4, 0.5, 0.6), (0.2, 0.3, 0.4)).model_copy(
            update={"layout": layout}
        )
        assert torch.allclose(values.from_graph(values.to_graph(x), (3, 8, 8)), x, atol=1e-6)


def test_a_graph_for_one_picture_at_a_time_takes_any_number():
    one = adding.module_of(part(("e.onnx", graphs.encoder(rows=1))))
    many = adding.module_of(part(("e.onnx", graphs.encoder())))
    x = to_float(load("mnist").images[:7])
    assert one.config.encoder.batch == 1
    assert torch.allclose(one.encode(x), many.encode(x), atol=1e-5)
    assert many.encode(x[:0]).shape == (0, graphs.LATENT)


def test_it_is_moved_and_copied_without_harm():
    module = adding.module_of(part(("e.onnx", graphs.encoder())))
    x = to_float(load("mnist").images[:3])
    before = module.encode(x)
    moved = copy.deepcopy(module.to(torch.float16).to("meta").to(memory_format=torch.channels_last))
    assert torch.equal(moved.encode(x), before)
    assert inference.device_of(module).type == "cpu"


def test_nothing_trains_it(store):
    candidates = prepare(("e.onnx", graphs.encoder()), ("d.onnx", graphs.decoder()))[1]
    adding.keep(store.save, candidates, "mine", "Mine", "a test", "")
    spec = store.card("mine").model
    with pytest.raises(ValueError, match="cannot be trained here"):
        Recipe(name="x", title="x", model=spec, epochs=1)
    with pytest.raises(RecipeError, match="cannot be trained further"):
        classifier_over(spec)
    module = adding.module_of(candidates[0].part)
    with pytest.raises(RuntimeError, match="cannot be trained here"):
        module.loss(torch.zeros(1, 1, 28, 28), torch.zeros(1, 1, 28, 28))


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


def test_the_command_says_what_it_understood(tmp_path, capsys):
    file = tmp_path / "My Encoder.onnx"
    file.write_bytes(graphs.encoder())
    with store_at(tmp_path / "store"):
        assert main(["add", str(file), "--takes", "mean=0.13,std=0.31"]) == 0
        assert pool().names("encode") == ["my-encoder"]
        assert main(["add", str(file)]) == 1
    said = capsys.readouterr()
    assert "My Encoder.onnx:z: code" in said.out
    assert "Kept as 'my-encoder'" in said.out
    assert "There is a checkpoint 'my-encoder' already" in said.err


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


def test_notes_are_json_under_one_key():
    data = graphs.encoder(notes={"role": "encoder"})
    (entry,) = ModelProto.FromString(data).metadata_props
    assert (entry.key, json.loads(entry.value)) == (NOTES_KEY, {"role": "encoder"})
