"""The Walk page over full, small, broken and empty stores."""

import shutil
from typing import Any, get_args

import pytest
from streamlit.testing.v1 import AppTest

from core.checkpoints import Store
from core.checkpoints.pool import pool
from pages.walk.latent_walk import View
from tests.app.helpers import break_weights, component_data, open_page, texts
from tests.unit.checkpoints.attacks import forge

VIEWS: tuple[View, ...] = get_args(View)


def put(store: Store, name: str, spec: dict[str, Any]) -> None:
    module = forge.module(0, spec)
    store.save(module, forge.card(name, module))


def opened(**query: str) -> AppTest:
    return open_page("walk", dict(query))


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    app = opened()

    assert "python -m core.training" in app.info[0].value
    assert not app.get("bidi_component")


def test_classifiers_alone_are_not_enough(store: Store) -> None:
    put(store, "clf", {"family": "clf-dense", "widths": [4]})

    assert "no autoencoder" in opened().info[0].value


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_opens_with_the_shipped_store(view: View) -> None:
    if len(pool().names("reconstruct")) < 2:
        pytest.skip("too few autoencoders in the store")
    app = opened(view=view)

    data = component_data(app)
    assert data["view"] == view
    assert len(data["models"]) == 1
    assert [len(rows) > 0 for rows in data["examples"]] == [True] * 10
    assert app.expander[0].label == "How to read this"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("family", ["dense", "vae-dense"])
def test_one_model_is_enough(store: Store, view: View, family: str) -> None:
    put(store, "only", {"family": family, "widths": [4], "latent": 2})

    app = opened(view=view)

    assert [model["name"] for model in component_data(app)["models"]] == ["only"]
    assert not app.info
    assert not app.warning


def test_a_store_without_a_plane_says_which_views_need_one(store: Store) -> None:
    put(store, "wide", {"family": "dense", "latent": 32, "latent_activation": "relu"})

    for view in VIEWS:
        app = opened(view=view)
        if view in ("plane", "manifold"):
            assert "two numbers" in app.info[0].value
        else:
            assert component_data(app)["models"][0]["name"] == "wide"


def test_the_plane_offers_only_models_with_two_numbers(store: Store) -> None:
    put(store, "two", {"family": "dense", "latent": 2})
    put(store, "three", {"family": "vae-dense", "widths": [4], "latent": 3})

    app = opened(view="plane")
    assert app.selectbox(key="walk_plane").options == ["Small dense autoencoder (two)"]

    app.button_group(key="walk_view").set_value("directions").run()

    assert not app.exception
    assert len(app.selectbox(key="walk_space").options) == 2


def test_the_address_chooses_view_and_models(store: Store) -> None:
    for name in ("a", "b", "c"):
        put(store, name, {"family": "dense", "latent": 2})

    data = component_data(opened(view="samples", model="b", beside="a"))

    assert data["view"] == "samples"
    assert [model["name"] for model in data["models"]] == ["b", "a"]
    app = opened(view="nowhere", model="gone", beside="gone")
    strange = component_data(app)
    assert "The link asks for gone, which is not available." in texts(app)
    assert "The link asks for" not in texts(opened(model="b"))
    assert "The link asks for" not in texts(opened(model="b", beside="b"))
    assert "The page shows one network alone instead." in texts(app)
    assert strange["view"] == "plane"
    assert strange["models"][0]["name"] == "a"


def test_a_link_with_networks_that_a_view_cannot_show_opens_with_a_sentence(store: Store) -> None:
    for name, latent in (("two", 2), ("three", 3), ("four", 4)):
        put(store, name, {"family": "dense", "latent": latent})

    app = opened(view="plane", model="three", beside="four")

    assert [model["name"] for model in component_data(app)["models"]] == ["two"]
    assert "The link asks for three, which does not fit this view." in texts(app)
    assert "The link asks for four, which does not fit this view." in texts(app)


def test_a_broken_checkpoint_is_said_and_the_other_stays(store: Store) -> None:
    put(store, "good", {"family": "dense", "latent": 2})
    put(store, "bad", {"family": "dense", "latent": 2})
    break_weights(store, "bad")
    (store.folder / "none.safetensors").write_bytes(b"\x00" * 100)

    app = opened(model="bad", beside="good")

    assert "bad" in app.warning[0].value
    assert [model["name"] for model in component_data(app)["models"]] == ["good"]


def test_a_missing_store_is_one_sentence(store: Store) -> None:
    shutil.rmtree(store.folder)

    assert "cannot be read" in opened().error[0].value
