"""The Report page over stores of every kind, and its address."""

from pathlib import Path

import pytest

from core.checkpoints import Store
from core.settings import settings
from tests.app.helpers import break_weights, chart_descriptions, open_page, ship, texts
from tests.app.report.sections import NEED_AUTOENCODER, NEED_CLASSIFIER, SECTIONS, open_section


def test_an_empty_store_says_what_to_do(store: Store) -> None:
    app = open_page("report")

    assert "python -m core.training ae-dense-32" in app.info[0].value
    assert not app.multiselect


def test_a_missing_store_is_one_sentence(store: Store) -> None:
    store.folder.rmdir()

    assert "cannot be read" in open_page("report").error[0].value


def test_the_sections_are_these(store: Store) -> None:
    ship(store, "ae-dense-32")

    assert tuple(open_page("report").button_group(key="section").options) == SECTIONS


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
        # Nothing has been reproduced yet; the page says how to.
        assert len(app.info) == (section in ("Latent size", "Literature"))
        assert len(chart_descriptions(app)) >= (section not in ("Digits", "Literature"))


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
    else:
        assert chart_descriptions(app)


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

    assert app.session_state["section"] == "Errors"
    assert app.multiselect(key="models").value in ([], ["ae-dense-32"])


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
