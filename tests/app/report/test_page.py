"""The Report page over stores of every kind, and its address."""

from pathlib import Path

import pytest
import torch

from core.checkpoints import Store
from core.settings import settings
from tests.app.helpers import break_weights, chart_descriptions, open_page, ship, texts
from tests.app.report.sections import (
    DATA,
    HISTORY,
    NEED_AUTOENCODER,
    NEED_CLASSIFIER,
    SECTIONS,
    open_section,
)
from tests.unit.checkpoints.attacks import forge


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    app = open_page("report")

    assert "python -m core.training ae-dense-32" in app.info[0].value
    assert not app.multiselect


def test_a_missing_store_is_one_sentence(store: Store) -> None:
    store.folder.rmdir()

    assert "cannot be read" in open_page("report").error[0].value


def test_the_sections_stand_in_groups(store: Store) -> None:
    ship(store, "ae-dense-32")
    app = open_page("report")
    groups = app.button_group(key="report_group").options
    assert len(groups) == 5

    sections: list[str] = []
    for group in groups:
        app.button_group(key="report_group").set_value(group).run()
        assert not app.exception
        shown = app.button_group(key=f"section of {group}")
        sections += shown.options
        assert app.query_params["section"] in (shown.options[0], [shown.options[0]])

    assert sorted(sections) == sorted(SECTIONS)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_link_opens_its_section_and_settings_explain_themselves(
    store: Store, section: str
) -> None:
    ship(store, "ae-dense-32", "clf-logistic")

    app = open_section(section)

    assert section in [group.value for group in app.button_group]
    fields = [*app.number_input, *app.selectbox, *app.multiselect, *app.select_slider]
    assert all(field.help for field in fields), [f.label for f in fields if not f.help]


@pytest.mark.parametrize("section", SECTIONS)
def test_one_autoencoder_alone(store: Store, section: str) -> None:
    ship(store, "ae-dense-32")

    app = open_section(section)

    assert not app.error
    if section in NEED_CLASSIFIER:
        assert "no classifier in the checkpoint store" in app.info[0].value
    elif section == "Pretraining":
        assert "has started from an autoencoder" in app.info[0].value
    else:
        # Nothing has been reproduced yet, and Draw's detector has no classifier.
        assert len(app.info) == (section in ("Latent size", "Literature", "Unusual"))
        assert len(chart_descriptions(app)) >= (section not in ("Digits", "Literature", *DATA))


@pytest.mark.parametrize("section", SECTIONS)
def test_one_classifier_alone(store: Store, section: str) -> None:
    ship(store, "clf-logistic")

    app = open_section(section)

    assert not app.error
    if section in NEED_AUTOENCODER:
        assert "no autoencoder in the checkpoint store" in app.info[0].value
    elif section == "Pretraining":
        assert "has started from an autoencoder" in app.info[0].value
    elif section == "Literature":
        assert "make reproduce" in app.info[0].value
    elif section not in DATA:
        assert chart_descriptions(app)


@pytest.mark.parametrize("value", [float("nan"), 3e38])
@pytest.mark.parametrize("section", SECTIONS)
def test_weights_that_give_no_numbers_are_one_sentence(
    store: Store, section: str, value: float
) -> None:
    module = forge.module(0, {"family": "dense", "latent": 2})
    card = forge.card("spoiled", module)
    with torch.no_grad():
        for weights in module.parameters():
            weights.fill_(value)
    store.save(module, card)
    ship(store, "ae-dense-32")

    app = open_section(section, "spoiled", "ae-dense-32")

    assert not app.error
    if section in HISTORY:
        return
    assert "'spoiled' cannot be used: " in texts(app)
    assert "cannot be used" not in texts(open_section(section, "ae-dense-32"))


def test_a_broken_file_does_not_take_the_others_along(store: Store) -> None:
    ship(store, "ae-dense-32", "clf-logistic")
    (store.folder / "cut.safetensors").write_bytes(b"\x00" * 100)
    break_weights(store, "clf-logistic")

    app = open_section("Errors", "ae-dense-32", "clf-logistic")

    assert "SHA" in app.warning[0].value
    assert len(chart_descriptions(app)) == 2


def test_the_address_of_what_is_gone_shows_the_rest(store: Store) -> None:
    ship(store, "ae-dense-32")

    app = open_section("Nowhere", "gone")

    assert app.button_group(key="section of What it gets right").value == "Errors"
    assert "Nowhere" in app.info[0].value
    assert "The link asks for gone, which is not available." in texts(app)
    assert app.multiselect(key="models").value == ["ae-dense-32"]


def test_the_sample_of_a_machine_without_network(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship(store, "ae-dense-32", "clf-logistic")
    monkeypatch.setenv("LATENT_LAB_OFFLINE", "true")
    monkeypatch.setenv("LATENT_LAB_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    for section in SECTIONS:
        app = open_section(section)
        assert not app.error
        assert "offline sample" in texts(app)


@pytest.mark.parametrize("section", ["Pretraining", "Literature"])
def test_models_are_chosen_only_where_they_matter_and_stay_chosen(
    store: Store, section: str
) -> None:
    ship(store, "ae-dense-32", "clf-logistic")
    app = open_section("Training")
    app.multiselect(key="models").set_value(["ae-dense-32"]).run()

    app.button_group(key="section of How it was made").set_value(section).run()
    assert not app.multiselect
    app.button_group(key="section of How it was made").set_value("Training").run()

    assert app.multiselect(key="models").value == ["ae-dense-32"]
