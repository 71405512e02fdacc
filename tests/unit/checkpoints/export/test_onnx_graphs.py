"""Checkpoints as ONNX: equal to PyTorch for any batch, told apart by their metadata."""

import json
from collections.abc import Callable
from functools import cache

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from core import data
from core.checkpoints import Card, Store
from core.checkpoints.export.onnx_graphs import OPSET, onnx_graphs
from core.checkpoints.foreign import adding
from core.checkpoints.foreign.notes import CARD_KEY, NOTES_KEY
from core.checkpoints.foreign.sources import Answers
from core.settings import PROJECT
from models import VariationalAutoencoder

STORE = Store(PROJECT / "checkpoints")
SHIPPED = sorted(path.stem for path in STORE.folder.glob("*.safetensors"))
BATCHES = (1, 7, 64)


@cache
def graphs_of(name: str) -> dict[str, bytes]:
    """The graphs of a shipped checkpoint; to trace one takes three seconds."""
    return onnx_graphs(STORE.open(name))


def runner_of(content: bytes) -> Callable[[torch.Tensor], np.ndarray]:
    """A call of the one input and the one output of a graph, by onnxruntime."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    (given,), (output,) = session.get_inputs(), session.get_outputs()
    return lambda x: np.asarray(session.run([output.name], {given.name: x.numpy()})[0])


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_checkpoint_equals_its_graphs(name: str) -> None:
    loaded = STORE.open(name)
    network, card = loaded.module, loaded.card
    files = graphs_of(name)
    second = "classifier" if card.task == "classify" else "decoder"
    assert list(files) == [f"{name}-encoder.onnx", f"{name}-{second}.onnx"]
    learned = card.dataset.name if data.is_local(card.dataset.name) else "mnist"
    pictures = data.load(learned).split("test").images
    encoder, other = (runner_of(content) for content in files.values())
    for count in BATCHES:
        x = data.to_float(pictures[:count])
        with torch.inference_mode():
            z = network.encode(x)
            y = network.classify(x) if card.task == "classify" else network.decode(z)
        given = other(x if card.task == "classify" else z)
        np.testing.assert_allclose(encoder(x), z.numpy(), rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(given, y.numpy(), rtol=1e-5, atol=1e-5)


def test_a_variational_encoder_gives_the_mean_each_time() -> None:
    loaded = STORE.open("vae-conv-2-8x8")
    assert isinstance(loaded.module, VariationalAutoencoder)
    x = torch.rand(3, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    encoder = runner_of(graphs_of("vae-conv-2-8x8")["vae-conv-2-8x8-encoder.onnx"])
    with torch.inference_mode():
        mean = loaded.module.posterior(x)[0].numpy()
    first, second = encoder(x), encoder(x)
    np.testing.assert_array_equal(first, second)
    np.testing.assert_allclose(first, mean, rtol=1e-5, atol=1e-5)


def test_a_graph_says_what_it_is_and_nothing_of_this_machine() -> None:
    loaded = STORE.open("clf-conv-8x8")
    for file, content in graphs_of("clf-conv-8x8").items():
        model = onnx.load_from_string(content)
        assert [(item.domain, item.version) for item in model.opset_import] == [("", OPSET)]
        notes = {item.key: item.value for item in model.metadata_props}
        assert Card.from_json(notes[CARD_KEY]) == loaded.card
        graph = json.loads(notes[NOTES_KEY])
        assert graph["role"] in file
        assert (graph["mean"], graph["std"]) == ([0], [1])
        assert graph["layout"] == "nchw"
        assert graph["trained_on"] == "digits-8x8" == loaded.card.dataset.name
        assert b"site-packages" not in content
        assert str(PROJECT).encode() not in content


def test_the_export_leaves_the_network_as_it_was() -> None:
    loaded = STORE.open("ae-conv-2-8x8")
    before = {name: value.clone() for name, value in loaded.module.state_dict().items()}
    onnx_graphs(loaded)
    assert all(torch.equal(before[name], v) for name, v in loaded.module.state_dict().items())
    assert not loaded.module.training


@pytest.mark.parametrize("name", ["vae-conv-2-8x8", "clf-conv-8x8"])
def test_graphs_are_added_again_without_questions(name: str, tmp_path) -> None:
    loaded = STORE.open(name)
    store = Store(tmp_path / "store")
    files = graphs_of(name)
    for turn in range(2):  # the second time, the graphs of the checkpoint that was added
        reading, candidates = adding.prepare(list(files.items()), "mnist", Answers())
        assert not reading.unsure
        entries = adding.keep(store.save, candidates, f"again-{turn}", "Again", "a test", "")
        again = store.open(
            next(e.name for e in entries if e.card and e.card.task == loaded.card.task)
        )
        assert again.card.family.variational == loaded.card.family.variational
        x = torch.rand(5, 1, 8, 8, generator=torch.Generator().manual_seed(turn))
        with torch.inference_mode():
            codes, expected = again.module.encode(x), loaded.module.encode(x)
            np.testing.assert_allclose(codes, expected, rtol=1e-5, atol=1e-5)
            np.testing.assert_allclose(again.module(x), loaded.module(x), rtol=1e-5, atol=1e-5)
        files = onnx_graphs(again)
