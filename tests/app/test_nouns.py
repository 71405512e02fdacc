"""What an image shows, in the texts of every screen."""

from dataclasses import replace

import plotly.graph_objects as go
import pytest

from core.data import own
from core.data.catalogue import CATALOGUE
from pages.shared.choices import dataset
from pages.shared.parts import chart


@pytest.mark.parametrize(
    ("name", "noun"),
    [("mnist", "digit"), ("digits-8x8", "digit"), ("fashion-mnist", "garment")],
)
def test_a_set_of_the_catalogue_has_its_noun(name: str, noun: str) -> None:
    assert CATALOGUE[name].noun == noun


def test_images_of_unknown_things_are_pictures() -> None:
    entry = replace(CATALOGUE["kmnist"], name="mine", thing="", classes=("cat", "dog"))
    assert entry.noun == "picture"
    assert replace(entry, classes=tuple("0123456789")).noun == "digit"
    assert replace(entry, classes=()).noun == "picture"


def test_a_text_takes_the_noun_and_names_keep_theirs() -> None:
    assert dataset.worded("Digits that look alike", "garment") == "Garments that look alike"
    assert dataset.worded("a handwritten digit's row", "garment") == "a garment's row"
    for text in ("`python -m core.data digits-8x8`", "?digits=all&digit=3", "hex_digits"):
        assert dataset.worded(text, "garment") == text
    assert dataset.worded("a digit", "digit") == "a digit"


def test_a_chart_says_it_too_and_the_figure_given_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = replace(CATALOGUE["kmnist"], name="mine", thing="", classes=("cat", "dog"))
    monkeypatch.setattr(own, "entry", lambda name: entry if name == "mine" else None)
    monkeypatch.setattr(dataset, "name", lambda: "mine")
    figure = go.Figure(go.Bar(x=[1], y=[2], name="Noisy digits", hovertemplate="%{y} digits"))
    figure.update_xaxes(title="Digits refused")

    shown = chart._worded(figure)

    assert shown.layout.xaxis.title.text == "Pictures refused"
    assert (shown.data[0].name, shown.data[0].hovertemplate) == ("Noisy pictures", "%{y} pictures")
    assert figure.layout.xaxis.title.text == "Digits refused"
