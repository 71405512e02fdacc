"""Every page with data sets of one's own: one without labels, and one in colour."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core import clustering, data
from core.checkpoints.pool import pool
from core.clustering import KMeansSettings, Study
from core.settings import settings
from pages.shared.addresses import open_in
from tests.app.helpers import chart_descriptions, component_data, html, open_page, texts
from tests.menu import FILES
from tests.own_sets import CODE, INVENTOR, NAMES, PLAIN, SHAPES, add_sets, train_networks
from tests.stores import home_at, store_at

SCREENS = sorted({file.partition("/")[0] for file in FILES} - {"draw", "room", "tour"})
SECTIONS = (
    "Errors", "Confusion", "Confidence", "Unusual", "Labels", "Duplicates", "Features",
    "Latent size", "Digits", "Denoising", "Training", "Pretraining",
)  # fmt: skip
# Texts about MNIST itself may name its digits on any screen.
OF_MNIST = re.compile(r".*(MNIST|small digits|Lower-case letters).*")
DIGIT = re.compile(r"(?<![\w/.`-])[Dd]igits?(?![\w`-])")
ODD = re.compile(r"\b(undefined|NaN|nan|None|null)\b")


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("own")
    (folder / "home").mkdir()
    (folder / "store").mkdir()
    with home_at(folder / "home"), store_at(folder / "store"):
        add_sets(folder)
        train_networks()
        yield


def widget_texts(app: AppTest) -> list[str]:
    """The labels, the tips and the options of all widgets, line by line."""
    words: list[object] = []
    for element in app.main:
        proto = getattr(element, "proto", None)
        values = {field.name: value for field, value in proto.ListFields()} if proto else {}
        words += [values.get("label"), values.get("help"), *values.get("options", ())]
    return [line for text in words if isinstance(text, str) for line in text.splitlines()]


def clean(app: AppTest) -> str:
    """Everything that a page says; it must be about pictures."""
    words = "\n".join([texts(app), *chart_descriptions(app), re.sub(r"<[^>]*>", " ", html(app))])
    lines = [line for line in words.splitlines() if not OF_MNIST.match(line)]
    assert not [line for line in lines if DIGIT.search(line) or ODD.search(line)]
    tips = [line for line in widget_texts(app) if not OF_MNIST.match(line)]
    assert not [line for line in tips if DIGIT.search(line)]
    assert not app.error
    return words


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_opens(screen: str, name: str) -> None:
    clean(open_page(screen, {"view": "new"} if screen == "train" else None, data=name))


@pytest.mark.parametrize("name", [*NAMES, "digits-8x8"])
@pytest.mark.parametrize("screen", ["draw", "room", "tour"])
def test_what_is_about_digits_of_mnist_says_so_in_one_sentence(screen: str, name: str) -> None:
    app = open_page(screen, data=name)

    title = data.entry_named(name).title
    (reason,) = [str(box.value) for box in app.caption if "MNIST" in str(box.value)]
    assert "28×28" in reason
    assert re.sub(r"\\(.)", r"\1", reason).endswith(f", so it shows MNIST here, not {title}.")
    assert not app.error
    assert app.session_state["data"] == name  # the choice stays for the other screens


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_report_opens(section: str, name: str) -> None:
    models = [f"{name}-{CODE}", f"{name}-{INVENTOR}"]
    clean(open_page("report", {"section": section, "models": models}, data=name))


def test_without_labels_errors_go_from_the_best_picture_to_the_worst() -> None:
    app = open_page("report", {"section": "Errors", "models": f"{PLAIN}-{CODE}"}, data=PLAIN)

    assert "Pictures from the best to the worst" in texts(app)
    assert re.search(r"Row \d+ and what .*\(plain-shapes-code\) draws of it", html(app))
    assert "Class" not in [box.label for box in app.selectbox]
    assert len(app.get("plotly_chart")) == 1  # the spread; no bars per class


def test_groups_without_labels_have_numbers_and_no_errors() -> None:
    study = Study(dataset=PLAIN, settings=KMeansSettings(clusters=4, starts=1))
    result = clustering.fit(study)
    assert result.contingency.shape == (4, 1)
    assert result.sizes.sum() == result.dataset.train

    app = open_page("clusters", {"k": "4", "starts": "1"}, data=PLAIN)
    words = clean(app)

    assert "these pictures have no classes" in words
    assert not app.metric
    assert re.search(r"Group \d: \d+ pictures", html(app)) is not None
    assert "can read new ones" not in words


def test_start_leads_to_the_map_or_to_a_training(tmp_path: Path) -> None:
    doors = [door["path"] for door in component_data(open_page("start", data=PLAIN))["doors"]]
    assert doors == ["draw", "denoise", "map"]
    with store_at(tmp_path):
        app = open_page("start", data=PLAIN)
        assert "No autoencoder of the checkpoint store takes the pictures" in texts(app)
        doors = [door["path"] for door in component_data(app)["doors"]]
    assert doors == ["draw", "denoise", "train"]


def test_the_cards_of_a_training_show_pictures_of_the_set(tmp_path: Path) -> None:
    st.cache_data.clear()  # of the cards, which are kept for a minute
    with store_at(tmp_path):
        cards = component_data(open_page("train", {"view": "new"}, data=SHAPES), "presets")["cards"]
    assert {card["caption"] for card in cards} == {"pictures to learn from"}
    assert all(card["picture"].startswith("data:image/png;base64,") for card in cards)


@pytest.mark.parametrize("look", ["Cards", "Table"])
def test_checkpoints_of_the_chosen_set_come_first(look: str) -> None:
    for name in NAMES:
        shutil.copy(Path("checkpoints/ae-conv-2.safetensors"), settings().checkpoints)
        app = open_page("checkpoints", {"look": look}, data=name)
        if look == "Cards":
            shown = [card["id"] for card in component_data(app, "gallery")["cards"]]
        else:
            shown = app.dataframe[0].value["Name"].tolist()
        own = [one for one in shown if one.startswith(name)]
        assert shown[: len(own)] == own
        assert app.selectbox(key="checkpoint").options[: len(own)] == own


@pytest.mark.parametrize("kind", [CODE, INVENTOR])
def test_the_newest_of_two_networks_of_a_set_comes_first(kind: str) -> None:
    store = pool().store
    module, older = store.load(f"{SHAPES}-{kind}")
    name = f"{SHAPES}-{kind}-retrained"
    newer = older.model_copy(update={"name": name, "created": "2999-01-01T00:00:00+00:00"})
    path = store.save(module, newer).path
    try:
        if kind == INVENTOR:
            assert open_page("walk", data=SHAPES).selectbox(key="walk_plane").value == name
        # The inventor has not learned to clean, so the cleaner stays first there.
        cleaner = name if kind == CODE else f"{SHAPES}-{CODE}"
        assert open_page("denoise", data=SHAPES).multiselect(key="cleaners").value == [cleaner]
    finally:
        path.unlink()


def test_denoise_says_why_nothing_reads_pictures_without_labels() -> None:
    words = texts(open_page("denoise", data=PLAIN))
    assert "Plain shapes has no labels, so no classifier can read its pictures." in words


def test_a_network_opens_elsewhere_with_the_pictures_it_learned_from() -> None:
    addresses = open_in.addresses(pool().card(f"{SHAPES}-{INVENTOR}"))
    assert set(addresses) == {"Denoise", "Map", "Walk"}
    assert all(address.endswith(f"&data={SHAPES}") for address in addresses.values())
