"""The Draw page: what it offers with models in the store, with broken ones and without any."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core import maps
from core.checkpoints import Store
from core.checkpoints.pool import pool
from core.data import load
from core.maps.projections import request, store
from core.maps.projections.inputs import load_inputs
from core.maps.projections.request import Request
from core.settings import PROJECT, settings
from tests.app.helpers import component_data, open_page, texts
from tests.unit.checkpoints.attacks import forge

SHELL = PROJECT / "pages" / "shell.py"
TIMEOUT_S = 300
FLAT, CLEANER, READER = "ae-flat", "dae-small", "clf-small"


def opened() -> AppTest:
    return (
        AppTest.from_file(str(SHELL), default_timeout=TIMEOUT_S)
        .run()
        .switch_page("draw/page.py")
        .run()
    )


def board(app: AppTest) -> dict[str, Any]:
    """What the component in the browser gets."""
    return component_data(app, "board")


@pytest.fixture
def empty_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty store and a home without projections."""
    (tmp_path / "store").mkdir()
    (tmp_path / "data").symlink_to(settings().data.resolve(), target_is_directory=True)
    monkeypatch.setenv("LATENT_LAB_CHECKPOINTS", str(tmp_path / "store"))
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path))
    settings.cache_clear()
    pool.cache_clear()
    yield tmp_path / "store"
    monkeypatch.undo()
    settings.cache_clear()
    pool.cache_clear()


@pytest.fixture
def small_store(empty_store: Path) -> Store:
    """A store of three small networks with random weights."""
    shelf = Store(empty_store)
    specs: dict[str, dict[str, Any]] = {
        FLAT: {"family": "dense", "latent": 2},
        CLEANER: {"family": "dense", "latent": 8},
        READER: {"family": "clf-dense", "widths": [16]},
    }
    for seed, (name, spec) in enumerate(specs.items()):
        module = forge.module(seed, spec)
        shelf.save(module, forge.card(name, module))
    return shelf


def projected(recipe: Request) -> str:
    """A finished map of chance places; returns its id."""
    inputs = load_inputs(recipe)
    xy = np.random.default_rng(0).normal(size=(len(inputs.rows), 2)).astype(np.float32)
    key = request.key(recipe)
    store.save(
        key, recipe, inputs, xy, checkpoint_digest="", fingerprint=load().fingerprint, seconds=1,
        notes=[],
    )  # fmt: skip
    return f"projection:{key[:16]}"


def test_the_board_gets_the_models_that_are_chosen(small_store: Store) -> None:
    app = opened()
    assert not app.exception
    assert not app.info
    assert board(app)["classifier"] == READER

    app.multiselect(key="draw_cleaners").set_value([CLEANER, FLAT]).run()
    assert [model["name"] for model in board(app)["models"]] == [CLEANER, FLAT]
    app.multiselect(key="draw_cleaners").set_value([]).run()

    assert not app.exception
    assert board(app)["models"] == []


def test_a_link_restores_models_and_map(small_store: Store) -> None:
    name = projected(Request(count=100, method={"kind": "pca"}))
    app = open_page(
        "draw", {"draw_cleaners": [CLEANER, FLAT], "draw_map": name, "draw_reader": "x"}
    )

    data = board(app)
    assert [model["name"] for model in data["models"]] == [CLEANER, FLAT]
    assert data["map"]["id"] == name
    assert data["classifier"] == READER
    assert "The link asks for x, which is not available" in texts(app)


def test_a_drawing_lands_on_the_two_numbers_of_a_checkpoint(small_store: Store) -> None:
    landed = board(opened())["map"]

    assert landed["id"] == f"bottleneck:{FLAT}"
    assert (landed["split"], landed["noun"]) == ("test", "test digits")
    assert landed["distanceSpace"] == ""  # nearness on the map itself


@pytest.mark.parametrize(
    ("recipe", "split", "noun"),
    [
        (Request(count=100, method={"kind": "pca"}), "test", "test digits"),
        (Request(split="train", count=100, method={"kind": "pca"}), "train", "training digits"),
        (Request(split="all", count=100, method={"kind": "pca"}), "all", "digits"),
    ],
    ids=["test", "train", "all"],
)
def test_a_drawing_lands_on_any_finished_projection(
    small_store: Store, recipe: Request, split: str, noun: str
) -> None:
    name = projected(recipe)
    app = opened()

    app.selectbox(key="draw_map").set_value(name).run()

    assert not app.exception
    landed = board(app)["map"]
    assert landed["id"] == name
    assert (landed["split"], landed["noun"]) == (split, noun)
    assert landed["distanceSpace"] == "the pixels"


def test_a_broken_checkpoint_behind_the_map_is_said_and_the_board_stays(
    small_store: Store,
) -> None:
    path = small_store.entry(FLAT).path
    content = bytearray(path.read_bytes())
    content[-3] ^= 1  # a weight: the header still reads well
    path.write_bytes(bytes(content))

    app = opened()
    app.multiselect(key="draw_cleaners").set_value([FLAT, CLEANER]).run()

    assert not app.exception
    assert f"{FLAT}.safetensors" in app.warning[-1].value.replace("\\", "")
    values = board(app)
    assert values["map"] is None
    assert [model["name"] for model in values["models"]] == [CLEANER]
    assert values["classifier"] == READER


def test_a_projection_that_goes_while_the_page_is_open_is_said(
    small_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = projected(Request(count=100, method={"kind": "pca"}))
    app = opened()
    app.selectbox(key="draw_map").set_value(name).run()
    infos = [*maps.infos()]
    store.delete(store.all_keys()[0])
    monkeypatch.setattr(maps, "infos", lambda *_, **__: infos)

    app.run()

    assert not app.exception
    assert "no projection" in app.warning[-1].value
    assert board(app)["map"] is None


def test_an_empty_store_still_has_a_board(empty_store: Path) -> None:
    app = opened()

    assert not app.exception
    assert "no autoencoder" in app.info[0].value
    assert "no classifier" in app.info[1].value
    assert not app.multiselect
    assert board(app)["map"] is None
