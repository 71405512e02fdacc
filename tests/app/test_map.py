"""The Map page: which maps it offers with stores of every kind, and what the address chooses."""

from streamlit.testing.v1 import AppTest

from core.checkpoints import Store
from pages.shared.choices import model_choice
from tests.app.helpers import open_page, ship, texts


def opened(**query: str) -> AppTest:
    return open_page("map", dict(query))


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    app = opened()

    assert "train such a network on [Train](train)" in app.info[0].value
    assert "map" not in [box.key for box in app.selectbox]


def test_a_store_without_two_numbers_says_what_to_do(store: Store) -> None:
    ship(store, "clf-logistic")

    assert "No network of the store keeps two or three numbers" in opened().info[0].value


def test_a_missing_store_is_one_sentence(store: Store) -> None:
    store.folder.rmdir()

    assert "cannot be read" in opened().error[0].value


def test_the_address_chooses_the_map(store: Store) -> None:
    ship(store, "clf-bottleneck-2", "ae-conv-2")

    app = opened(map="bottleneck:clf-bottleneck-2", beside="bottleneck:ae-conv-2")

    assert app.selectbox(key="map").value == "bottleneck:clf-bottleneck-2"
    assert app.selectbox(key="map").options == [
        model_choice.title("ae-conv-2"),
        model_choice.title("clf-bottleneck-2"),
    ]
    assert app.selectbox(key="beside").value == "bottleneck:ae-conv-2"
    assert app.get("bidi_component")


def test_a_map_that_is_gone_gives_the_first(store: Store) -> None:
    ship(store, "clf-bottleneck-2")

    app = opened(map="bottleneck:gone")

    assert app.selectbox(key="map").value == "bottleneck:clf-bottleneck-2"
    assert "The link asks for bottleneck:gone, which is not available." in texts(app)
    app.run()
    app.query_params["map"] = "bottleneck:clf-bottleneck-2"
    assert "The link asks for" not in texts(app.run())


def test_a_second_map_that_is_gone_is_reported(store: Store) -> None:
    ship(store, "clf-bottleneck-2")

    app = opened(map="bottleneck:clf-bottleneck-2", beside="bottleneck:gone")

    assert app.selectbox(key="beside").value == "none"
    assert (
        "asks for bottleneck:gone, which is not available. The page shows one map alone instead."
        in texts(app)
    )


def test_a_broken_checkpoint_does_not_take_the_others_along(store: Store) -> None:
    ship(store, "clf-bottleneck-2")
    (store.folder / "broken.safetensors").write_bytes(b"\x00" * 100)

    assert not opened().error
