"""The Map page: which maps it offers with stores of every kind, and what the address chooses."""

import shutil

from streamlit.testing.v1 import AppTest

from core.checkpoints import Store
from core.settings import PROJECT

PAGE = PROJECT / "pages" / "map" / "page.py"
TIMEOUT_S = 120


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(PAGE), default_timeout=TIMEOUT_S)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    app = opened()

    assert "python -m core.training ae-conv-2" in app.info[0].value
    assert "map" not in [box.key for box in app.selectbox]


def test_a_store_without_two_numbers_says_what_to_do(store: Store) -> None:
    shutil.copy(PROJECT / "checkpoints" / "clf-logistic.safetensors", store.folder)

    assert "bottleneck of two numbers" in opened().info[0].value


def test_a_missing_store_is_one_sentence(store: Store) -> None:
    store.folder.rmdir()

    assert "cannot be read" in opened().error[0].value


def test_the_address_chooses_the_map(store: Store) -> None:
    shutil.copy(PROJECT / "checkpoints" / "clf-bottleneck-2.safetensors", store.folder)
    shutil.copy(PROJECT / "checkpoints" / "ae-conv-2.safetensors", store.folder)

    app = opened(map="bottleneck:clf-bottleneck-2", beside="bottleneck:ae-conv-2")

    assert app.selectbox(key="map").value == "bottleneck:clf-bottleneck-2"
    assert app.selectbox(key="beside").value == "bottleneck:ae-conv-2"
    assert app.get("bidi_component")


def test_a_map_that_is_gone_gives_the_first(store: Store) -> None:
    shutil.copy(PROJECT / "checkpoints" / "clf-bottleneck-2.safetensors", store.folder)

    assert opened(map="bottleneck:gone").selectbox(key="map").value == "bottleneck:clf-bottleneck-2"


def test_a_broken_checkpoint_does_not_take_the_others_along(store: Store) -> None:
    shutil.copy(PROJECT / "checkpoints" / "clf-bottleneck-2.safetensors", store.folder)
    (store.folder / "broken.safetensors").write_bytes(b"\x00" * 100)

    assert not opened().error
