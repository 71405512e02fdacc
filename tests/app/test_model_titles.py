"""Titles in plain words, and where they stand."""

from core.checkpoints import Store
from core.settings import PROJECT
from pages.shared.choices import model_choice
from pages.shared.choices.model_titles import TITLES
from tests.unit.checkpoints.attacks import forge


def test_each_shipped_model_has_a_title_of_its_own() -> None:
    shipped = {file.stem for file in (PROJECT / "checkpoints").glob("*.safetensors")}

    assert set(TITLES) == shipped
    assert len(set(TITLES.values())) == len(TITLES)


def test_another_model_has_the_title_of_its_card(store: Store) -> None:
    module = forge.module(0, {"family": "dense", "latent": 8})
    store.save(module, forge.card("my-own", module))

    card = store.card("my-own")
    assert model_choice.plain_title("my-own") == card.title
    assert model_choice.title("my-own") == f"{card.title} (my-own)"
    assert model_choice.title("gone") == "gone"
    assert model_choice.title("dae-conv-32") == "Best cleaner (dae-conv-32)"
