"""Files whose card or weights lie: refused before anything is built, or read, from them."""

import hashlib
import json
import struct

import numpy as np
import pytest
import torch

import models
from tests.unit.checkpoints.attacks import forge
from tests.unit.checkpoints.attacks.conftest import Refuse


@pytest.mark.parametrize("family", ["unknown", "", None, 1, ["dense"], "dense\n", "__class__"])
def test_unknown_family(refuse: Refuse, family):
    parts = forge.forgery()
    parts.card["model"] = {"family": family, "latent": 2}
    assert "unknown family" in refuse(parts.seal())


@pytest.mark.parametrize("latent", [-1, 0, 10**9, 10**30, 1.5, "many", None, [2]])
def test_latent_out_of_bounds(refuse: Refuse, latent):
    parts = forge.forgery()
    parts.card["model"] = {**parts.card["model"], "latent": latent}
    assert "latent" in refuse(parts.seal())


@pytest.mark.parametrize("widths", [[10**9], [1] * 10_000, [-1], [[1]], "784"])
def test_layer_widths_out_of_bounds(refuse: Refuse, widths):
    parts = forge.forgery()
    parts.card["model"] = {**parts.card["model"], "widths": widths}
    refuse(parts.seal())


def test_spec_with_an_unknown_field(refuse: Refuse):
    parts = forge.forgery()
    parts.card["model"] = {**parts.card["model"], "__init__": "os.system"}
    assert "__init__" in refuse(parts.seal())


def test_architecture_of_gigabytes(refuse: Refuse):
    parts = forge.forgery()
    parts.card["model"] = {**parts.card["model"], "widths": [4096] * 12}
    assert "375,636,754 parameters" in refuse(parts.seal())


def test_large_architecture_in_a_small_file_costs_no_memory(refuse: Refuse, monkeypatch):
    parts = forge.forgery()
    parts.card["model"] = {**parts.card["model"], "widths": [4096] * 2}
    built: list[torch.nn.Module] = []
    original = models.skeleton

    def skeleton(spec):
        built.append(original(spec))
        return built[-1]

    monkeypatch.setattr("models.skeleton", skeleton)
    monkeypatch.setattr("models.build", lambda spec: pytest.fail("a network was built"))
    assert "not those of its architecture" in refuse(parts.seal())
    large = [module for module in built if models.parameter_count(module) > 10**7]
    assert large
    assert all(tensor.is_meta for module in large for tensor in module.state_dict().values())


@pytest.mark.parametrize("field", ["title", "source", "name", "device", "created"])
def test_five_megabytes_of_text(refuse: Refuse, field):
    parts = forge.forgery()
    parts.card[field] = "x" * 5_000_000
    assert "header claims" in refuse(parts.seal())


@pytest.mark.parametrize("field", ["title", "source", "name", "device", "created"])
def test_three_hundred_kilobytes_of_text(refuse: Refuse, field):
    parts = forge.forgery()
    parts.card[field] = "x" * 300_000
    assert field in refuse(parts.seal())


@pytest.mark.parametrize("field", ["model", "recipe"])
def test_much_json_in_a_free_field(refuse: Refuse, field):
    parts = forge.forgery()
    parts.card[field] = {"text": "x" * 300_000}
    assert field in refuse(parts.seal())


@pytest.mark.parametrize("field", ["model", "recipe"])
@pytest.mark.parametrize("depth", [17, 100, 50_000])
def test_deep_nesting_in_the_card(refuse: Refuse, field, depth):
    parts = forge.forgery()
    parts.card[field] = "DEEP"
    text = json.dumps(parts.card).replace('"DEEP"', '{"a":' * depth + "1" + "}" * depth)
    header = {"__metadata__": forge.metadata(text), **parts.tensors}
    assert "deep" in refuse(forge.assemble(header, parts.data))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
@pytest.mark.parametrize("field", ["seconds", "metrics", "history", "recipe"])
def test_numbers_that_are_not_finite(refuse: Refuse, field, number):
    parts = forge.forgery()
    wrapped = {"seconds": "N", "metrics": {"a": "N"}, "history": [{"a": "N"}], "recipe": {"a": "N"}}
    parts.card[field] = wrapped[field]
    text = json.dumps(parts.card).replace('"N"', number)
    header = {"__metadata__": forge.metadata(text), **parts.tensors}
    assert "not valid JSON" in refuse(forge.assemble(header, parts.data))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("schema_version", 2),
        ("schema_version", "1"),
        ("name", "../../etc/passwd"),
        ("name", "<b>bold</b>"),
        ("parameters", -1),
        ("parameters", 1.0),
        ("parameters", "3922"),
        ("parameters", True),
        ("seed", -1),
        ("seed", 2**64),
        ("seconds", -1),
        ("history", {}),
        ("history", [[1]]),
        ("history", [{"loss": "low"}]),
        ("history", [{"loss": 1.0}] * 10_001),
        ("metrics", {"error": None}),
        ("metrics", {"error": [[1.0]]}),
        ("metrics", {"error": [0.0] * 10_001}),
        ("metrics", {str(i): 0.0 for i in range(257)}),
        ("notes", "one"),
        ("notes", ["\x1b[2J"]),
        ("title", "two\r\nlines"),
        ("versions", {"torch": 2}),
        ("created", "yesterday"),
        ("created", "2026-01-31T12:00:00"),
        ("created", "2026-01-31T12:00:00+05:00"),
        ("dataset", None),
        ("dataset", {"name": "mnist"}),
        ("recipe", []),
        ("model", "dense"),
        ("unknown", 1),
    ],
)
def test_field_that_is_not_what_it_says(refuse: Refuse, field, value):
    parts = forge.forgery()
    parts.card[field] = value
    assert field in refuse(parts.seal())


@pytest.mark.parametrize("field", ["name", "title", "model", "dataset", "history", "created"])
def test_field_left_out(refuse: Refuse, field):
    parts = forge.forgery()
    del parts.card[field]
    assert field in refuse(parts.seal())


@pytest.mark.parametrize("text", ["", "null", "[]", "{", "1", '{"a": 1, "a": 2}'])
def test_card_that_is_no_object(refuse: Refuse, text):
    parts = forge.forgery()
    header = {"__metadata__": forge.metadata(text), **parts.tensors}
    refuse(forge.assemble(header, parts.data))


def test_parameter_count_that_is_wrong(refuse: Refuse):
    parts = forge.forgery()
    parts.card["parameters"] += 1
    assert f"{parts.card['parameters']:,}" in refuse(parts.seal())


def test_card_altered_without_its_digest(refuse: Refuse):
    sealed = forge.forgery().seal()
    altered = sealed.replace(b"12.5", b"10.5")
    assert altered != sealed
    assert "card does not match its SHA-256" in refuse(altered)


def test_weights_altered_without_their_digest(refuse: Refuse):
    sealed = bytearray(forge.forgery().seal())
    sealed[-1] ^= 1
    assert "weights do not match their SHA-256" in refuse(bytes(sealed), listed_as_bad=False)


def test_digest_left_empty(refuse: Refuse):
    parts = forge.forgery()
    header = {"__metadata__": forge.metadata({**parts.card, "sha256": ""}), **parts.tensors}
    assert "no SHA-256" in refuse(forge.assemble(header, parts.data))


def test_right_keys_with_wrong_shapes(refuse: Refuse):
    parts = forge.forgery(forge.module(spec={**forge.SPEC, "widths": [3, 4]}))
    for entry in parts.tensors.values():
        entry["shape"] = [1, *entry["shape"]]
    message = refuse(parts.seal())
    assert message.count(" is F32 [1, ") == 5
    assert f"and {len(parts.tensors) - 5} more" in message


def test_tensor_left_out_and_tensor_added(refuse: Refuse):
    parts = forge.forgery()
    name = list(parts.tensors)[-1]
    parts.tensors["zz"] = parts.tensors.pop(name)
    message = refuse(parts.seal())
    assert f"'{name}' is missing" in message
    assert "'zz' is unknown" in message


def test_tensors_of_another_dtype(refuse: Refuse):
    network = forge.module()
    parts = forge.forgery(network)
    for name, tensor in network.state_dict().items():
        parts.tensors[name]["dtype"] = "F16"
        parts.tensors[name]["data_offsets"] = [n // 2 for n in parts.tensors[name]["data_offsets"]]
        assert tensor.dtype == torch.float32
    parts.data = np.frombuffer(parts.data, "<f4").astype("<f2").tobytes()
    assert "F16" in refuse(parts.seal())


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_weights_that_are_not_finite_load_with_a_warning(store, value):
    parts = forge.forgery()
    parts.data = struct.pack("<f", value) * 3 + parts.data[12:]
    entry = store.import_bytes("hostile.safetensors", parts.seal())
    loaded = store.open("hostile")
    assert entry.warnings == loaded.warnings == store.entry("hostile").warnings
    assert len(loaded.warnings) == 1
    assert loaded.warnings[0].startswith("3 of its 3,922 weights are not finite")
    assert store.open("good").warnings == ()


def test_html_in_a_card_stays_text(store):
    html = '<img src=x onerror="alert(1)">'
    parts = forge.forgery()
    parts.card["title"] = html
    parts.card["notes"] = [html]
    entry = store.import_bytes("hostile.safetensors", parts.seal())
    assert entry.card.title == html
    assert entry.card.notes == (html,)


def test_a_seal_made_for_other_weights(refuse: Refuse):
    parts, others = forge.forgery(), forge.forgery(forge.module(seed=1))
    assert hashlib.sha256(parts.data).digest() != hashlib.sha256(others.data).digest()
    sealed = parts.seal()
    spliced = sealed[: -len(parts.data)] + others.data
    assert "weights do not match" in refuse(spliced, listed_as_bad=False)
