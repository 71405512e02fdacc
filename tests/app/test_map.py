"""The Map page with the shipped store, and with none at all."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.pool import pool
from core.settings import PROJECT, settings

PAGE = PROJECT / "pages" / "map.py"
TIMEOUT_S = 120


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "store"
    folder.mkdir()
    monkeypatch.setenv("LATENT_LAB_CHECKPOINTS", str(folder))
    settings.cache_clear()
    pool.cache_clear()
    yield folder
    monkeypatch.undo()
    settings.cache_clear()
    pool.cache_clear()


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(PAGE), default_timeout=TIMEOUT_S)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def test_an_empty_store_says_what_to_do(store: Path) -> None:
    app = opened()

    assert "python -m core.training ae-conv-2" in app.info[0].value
    assert "map" not in [box.key for box in app.selectbox]


def test_a_store_without_two_numbers_says_what_to_do(store: Path) -> None:
    shutil.copy(PROJECT / "checkpoints" / "clf-logistic.safetensors", store)

    assert "bottleneck of two numbers" in opened().info[0].value


def test_a_missing_store_is_one_sentence(store: Path) -> None:
    store.rmdir()

    assert "cannot be read" in opened().error[0].value


def test_the_address_chooses_the_map(store: Path) -> None:
    shutil.copy(PROJECT / "checkpoints" / "clf-bottleneck-2.safetensors", store)
    shutil.copy(PROJECT / "checkpoints" / "ae-conv-2.safetensors", store)

    app = opened(map="bottleneck:clf-bottleneck-2", beside="bottleneck:ae-conv-2")

    assert app.selectbox(key="map").value == "bottleneck:clf-bottleneck-2"
    assert app.selectbox(key="beside").value == "bottleneck:ae-conv-2"
    assert app.get("bidi_component")


def test_a_map_that_is_gone_gives_the_first(store: Path) -> None:
    shutil.copy(PROJECT / "checkpoints" / "clf-bottleneck-2.safetensors", store)

    assert opened(map="bottleneck:gone").selectbox(key="map").value == "bottleneck:clf-bottleneck-2"


def test_a_broken_checkpoint_does_not_take_the_others_along(store: Path) -> None:
    shutil.copy(PROJECT / "checkpoints" / "clf-bottleneck-2.safetensors", store)
    (store / "broken.safetensors").write_bytes(b"\x00" * 100)

    assert not opened().error
