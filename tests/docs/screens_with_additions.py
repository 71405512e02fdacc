"""What the screens and commands offer after the additions of the README.

`test_additions` runs this file in a copy of the project that has them; elsewhere there is nothing
to see, so its name keeps it out of the collection.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import data
from core.checkpoints import Store
from core.literature.__main__ import main as reproduce
from core.settings import PROJECT
from core.training.__main__ import main as train
from pages.train.form.form import FIELDS
from tests.stores import store_at

TIMEOUT_S = 300


def open_page(name: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "pages" / name / "page.py"), default_timeout=TIMEOUT_S)
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def form(tmp_path: Path) -> Any:
    """The form of a new training, with its fields open."""
    with store_at(tmp_path):
        app = open_page("train")
        app.session_state[FIELDS] = True
        yield app.run()


def select(app: AppTest, label: str, value: str) -> None:
    box = next(box for box in app.selectbox if box.label == label)
    box.set_value(value).run()
    assert not app.exception


def test_fade_has_a_slider_on_denoise() -> None:
    app = open_page("denoise", kind="fade")

    (dial,) = [element for element in app.get("bidi_component") if "dial" in element.proto.id]
    kind = json.loads(dial.proto.json)[0]["kind"]
    assert kind["name"] == "fade"
    assert [field["name"] for field in kind["fields"]] == ["amount"]


def test_isomap_is_offered_with_its_parameters() -> None:
    app = open_page("map", part="Make a map", preset="Expert")
    app.segmented_control(key="new_method").set_value("isomap").run()

    assert not app.exception
    assert "Neighbours" in [slider.label for slider in app.slider]
    assert "Digits far apart along a chain" in "".join(item.value for item in app.caption)


def test_the_form_starts_from_ae_dense_64(form: AppTest) -> None:
    select(form, "Start from", "ae-dense-64")

    assert "64" in [metric.value for metric in form.metric]


def test_emnist_letters_are_offered_once_they_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "is_local", lambda name: True)

    def header() -> None:
        from pages.shared.choices import dataset

        dataset.choose()

    app = AppTest.from_function(header, default_timeout=TIMEOUT_S).run()

    assert not app.exception
    assert "EMNIST letters" in app.selectbox[0].options


def test_the_form_builds_a_sparse_autoencoder(form: AppTest) -> None:
    select(form, "Kind of network", "sparse")

    assert f"{2 * 784 * 64 + 64 + 784:,}" in [metric.value for metric in form.metric]


def test_the_command_trains_ae_dense_64(tmp_path: Path) -> None:
    assert train(["ae-dense-64", "--epochs", "1", "--out", str(tmp_path), "--device", "cpu"]) == 0
    assert Store(tmp_path).card("ae-dense-64").title == "Dense autoencoder, 64 numbers"


def test_the_command_measures_clf_conv_balanced(tmp_path: Path) -> None:
    assert reproduce(["--quick", "--only", "clf-conv-balanced", "--out", str(tmp_path)]) == 0
    (outcome,) = json.loads((tmp_path / "results.json").read_text())
    assert outcome["ours"] > 0.9
