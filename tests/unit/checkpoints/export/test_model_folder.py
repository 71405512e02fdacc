"""The model folder: its README, its configuration, and weights that come back."""

import json

import pytest
import torch
import yaml
from safetensors.torch import load_file

from core.checkpoints import Store
from core.checkpoints.__main__ import main
from core.checkpoints.export.model_folder import readme
from core.settings import PROJECT
from tests.stores import store_at
from tests.unit.checkpoints.attacks import forge

STORE = Store(PROJECT / "checkpoints")
SHIPPED = sorted(path.stem for path in STORE.folder.glob("*.safetensors"))


def front_of(text: str) -> dict:
    _, front, _ = text.split("---\n", 2)
    return yaml.safe_load(front)


def test_the_folder_comes_back_as_a_checkpoint_and_as_tensors(tmp_path) -> None:
    with store_at(STORE.folder):
        assert main(["export", "vae-conv-2-8x8", "--as", "folder", "--out", str(tmp_path)]) == 0
    assert {p.name for p in tmp_path.iterdir()} == {"README.md", "config.json", "model.safetensors"}
    module, card = STORE.load("vae-conv-2-8x8")
    tensors = load_file(tmp_path / "model.safetensors")
    assert all(torch.equal(tensors[name], value) for name, value in module.state_dict().items())

    store = Store(tmp_path / "store")
    store.folder.mkdir()
    entry = store.import_bytes("again", (tmp_path / "model.safetensors").read_bytes())
    assert entry.card is not None
    assert entry.card.sha256 == card.sha256
    config = json.loads((tmp_path / "config.json").read_text())
    assert config["model"] == card.model
    assert config["input"] == {"channels": 1, "height": 8, "width": 8, "range": [0, 1]}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_front_of_every_readme_is_yaml_with_the_figures(name: str) -> None:
    card = STORE.card(name)
    text = readme(card)
    front = front_of(text)
    assert front["library_name"] == "latent-lab"
    assert front["datasets"] == [card.dataset.name]
    (index,) = front["model-index"]
    (result,) = index["results"]
    assert index["name"] == name
    for metric in result["metrics"]:
        assert metric["value"] == card.metrics[metric["type"]]
    assert f"float32 (N, {card.latent_size})" in text


def test_what_a_card_says_stays_text() -> None:
    title = 'A "title": [of] <b>all</b> | sorts --- `x`'
    card = forge.card().model_copy(
        update={
            "title": title,
            "metrics": {"a: b\n- c": 1.5, "#": 0.1},
            "notes": ("# no\nheading",),
        }
    )
    text = readme(card)
    (index,) = front_of(text)["model-index"]
    assert [m["type"] for m in index["results"][0]["metrics"]] == ["a: b\n- c", "#"]
    assert "<b>" not in text.replace("\\<b\\>", "")
    assert "\n# no" not in text
