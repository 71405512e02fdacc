"""Every field says behind its "?" what it means, and is named in the words of the glossary."""

import re
from typing import Any

import pytest
from streamlit.proto.LabelVisibility_pb2 import LabelVisibility
from streamlit.testing.v1 import AppTest

import models
from core.maps.methods import METHODS
from core.text.glossary import TERMS
from core.training.recipes.presets import PRESETS
from pages.clusters.study_form import METHODS as STEPS
from pages.map import choices, new_map
from pages.train.form import form, network
from tests.app.helpers import open_page

FIELDS = (
    "selectbox", "multiselect", "number_input", "text_input", "text_area", "slider",
    "select_slider", "toggle", "checkbox", "radio", "button_group", "date_input",
)  # fmt: skip
VISIBLE = LabelVisibility.LabelVisibilityOptions.VISIBLE
BLANK = "A blank form"


def fields(app: AppTest) -> list[Any]:
    """The protocol message of every field with a label on the screen."""
    found = [element.proto for kind in FIELDS for element in app.get(kind)]
    return [proto for proto in found if proto.label_visibility.value == VISIBLE]


def against_the_glossary(app: AppTest) -> list[str]:
    """Labels that name a term of the glossary, but not beside the plain words for it."""
    plain = {term.term: term.plain.lower() for term in TERMS.values() if term.term}
    labels = [proto.label for proto in fields(app)]
    return [
        label
        for label in labels
        for term in re.findall(r"\(([^)]+)\)", label)
        if term in plain and plain[term] not in label.lower()
    ]


def without_help(app: AppTest) -> list[str]:
    """Labels of the fields without a sentence of help."""
    shown = fields(app)
    assert shown
    return [proto.label for proto in shown if not proto.help.rstrip().endswith(".")]


@pytest.mark.parametrize("start", [*(preset.title for preset in PRESETS.values()), BLANK])
def test_a_preset_of_train(start: str) -> None:
    app = open_page("train", {"view": "new", "start": start}, session={form.FIELDS: True})

    assert len(fields(app)) > 15
    assert not without_help(app)
    assert not against_the_glossary(app)


@pytest.mark.parametrize("kind", network.KINDS)
def test_each_network_of_train(kind: str) -> None:
    title = network.KINDS[kind].title
    app = open_page("train", {"view": "new", "start": BLANK, "blank.family": title})

    assert app.selectbox(key="blank.family").value == kind
    assert not without_help(app)
    assert not against_the_glossary(app)


def test_the_fields_of_train_that_others_open() -> None:
    app = open_page("train", {"view": "new", "start": BLANK}, session={form.FIELDS: True})
    app.selectbox(key="blank.kind").set_value("sgd")
    for toggle in ("blank.augment", "blank.stopping"):
        app.toggle(key=toggle).set_value(True)
    app.multiselect(key="sweep").set_value(list(app.multiselect(key="sweep").options))
    app.run()

    labels = {proto.label for proto in fields(app)}
    assert {"Momentum", "Watch the", "Stop runs that trail (successive halving)"} <= labels
    assert not without_help(app)
    assert not against_the_glossary(app)


@pytest.mark.parametrize("view", ["Groups", "How many?"])
@pytest.mark.parametrize(
    "query", [{}, {"method": STEPS["full"]}, {"source": "ae-conv-2"}], ids=["pixels", "all", "code"]
)
def test_clusters(view: str, query: dict[str, str]) -> None:
    app = open_page("clusters", {"view": view, **query})

    assert len(fields(app)) > 8
    assert not without_help(app)
    assert not against_the_glossary(app)


@pytest.mark.parametrize("method", METHODS)
def test_the_expert_form_of_map(method: str) -> None:
    app = open_page("map", {"part": choices.MAKE, "preset": new_map.EXPERT, "new_method": method})

    assert app.session_state["new_method"] == method
    assert len(fields(app)) > 4
    assert not without_help(app)
    assert not against_the_glossary(app)


def test_the_settings_of_map() -> None:
    app = open_page("map")

    assert not without_help(app)
    assert not against_the_glossary(app)


def test_each_family_of_networks_is_a_kind() -> None:
    assert {kind.family for kind in network.KINDS.values()} >= set(models.FAMILIES)
