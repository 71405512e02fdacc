"""The Data page: the data sets as cards, what is in one, and the ways to the other screens."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core import data
from core.data import library
from core.jobs import JobSpec, Status
from core.jobs.kinds import fetching
from core.jobs.spec import State
from core.settings import settings
from core.visitors import Role, Visitor
from pages.shared.access import visit
from pages.shared.choices import dataset
from tests.app.helpers import (
    button,
    button_labels,
    chart_descriptions,
    component_data,
    html,
    open_page,
    texts,
)
from tests.unit.data.imports.files import class_folders, npz, picture, square, zip_of

SMALL = "digits-8x8"


def cards(app: AppTest) -> dict[str, dict[str, str]]:
    return {card["id"]: card for card in component_data(app, "sets")["cards"]}


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a data set that is not on this machine."""
    monkeypatch.setattr(library, "is_local", lambda name: name != "kmnist")
    monkeypatch.setattr(data, "is_local", library.is_local)
    return "kmnist"


def test_every_set_has_a_card_and_those_here_show_their_pictures(away: str) -> None:
    shown = cards(open_page("data"))

    assert set(shown) == set(data.names())
    assert list(shown)[-1] == away
    assert shown[SMALL]["picture"].startswith("data:image/png;base64,")
    assert shown[SMALL]["text"] == "1,797 pictures, 8×8 grey, 10 classes"
    assert shown["mnist"]["small"] == "Shown on every screen now"
    assert shown[away]["picture"] == ""
    assert shown[away]["small"] == "Not on this machine yet: a download of 21.2\u00a0MB"
    assert shown[away]["instead"] == "Open it to download its pictures"
    assert shown["mnist"]["instead"] == ""


def test_a_set_shows_its_samples_its_counts_and_its_origin() -> None:
    app = open_page("data", {"set": SMALL})

    assert app.header[0].value == "Digits 8×8"
    assert "60 pictures of Digits 8×8, class by class from left to right: 0, 1, 2" in html(app)
    values = {metric.label: metric.value for metric in app.metric}
    assert values["Pictures"] == "1,797"
    assert values["Training and test pictures"] == "1,437 + 360"
    assert values["Width × height"] == "8×8 grey"
    assert values["Test pictures also trained on"] == "0"
    assert chart_descriptions(app) == ["Pictures per class: most of 3 (183), fewest of 8 (174)."]
    origin = dict(app.dataframe[0].value.to_numpy())
    assert origin["Licence"] == "CC BY 4.0"
    assert origin["Fingerprint (SHA-256)"] == data.load(SMALL).fingerprint


def test_a_link_to_a_set_that_is_not_here_shows_all_of_them() -> None:
    app = open_page("data", {"set": "<b>nothing</b>"})

    assert "The link asks for <b>nothing</b>, which is not available." in texts(app)
    assert set(cards(app)) == set(data.names())
    assert "set" not in app.query_params


def test_the_way_back_shows_all_sets_again() -> None:
    app = open_page("data", {"set": SMALL})

    button(app, "All data sets").click().run()

    assert set(cards(app)) == set(data.names())
    assert "set" not in app.query_params


def test_a_set_that_is_not_here_can_be_fetched(away: str) -> None:
    app = open_page("data", {"set": away})

    assert "It is not on this machine yet." in texts(app)
    assert "Fetch it, 21.2 MB" in button_labels(app)
    assert "Explore this" not in button_labels(app)


def test_a_guest_sees_why_a_set_cannot_be_fetched(
    away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "visitor", lambda: Visitor(Role.GUEST, "browser a"))
    app = open_page("data", {"set": away})

    assert "Guests cannot fetch data sets here; members can." in texts(app)
    assert "Fetch it, 21.2 MB" not in button_labels(app)


def test_a_machine_that_downloads_nothing_says_so(
    away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline = settings().model_copy(update={"offline": True})
    monkeypatch.setattr("pages.data.fetch.settings", lambda: offline)
    app = open_page("data", {"set": away})

    assert "set to download nothing" in texts(app)
    assert "Fetch it, 21.2 MB" not in button_labels(app)


@pytest.mark.parametrize(
    ("state", "message", "shown"),
    [
        ("running", "", "Cancel"),
        ("cancelled", "", "Stopped. Nothing was kept"),
        ("failed", "No source answered.", "No source answered."),
    ],
)
def test_a_download_is_followed_and_its_end_is_told(
    away: str, monkeypatch: pytest.MonkeyPatch, state: State, message: str, shown: str
) -> None:
    spec = JobSpec(kind="fetch", title="Kuzushiji-MNIST", params={"dataset": away})
    status = Status("1", spec, spec.title, state, 1, "", message=message)
    monkeypatch.setattr(fetching, "newest", lambda _runner, _name: status)
    app = open_page("data", {"set": away})

    assert shown in "\n".join([texts(app), *button_labels(app)])
    assert ("Fetch it, 21.2 MB" in button_labels(app)) == (state != "running")


@pytest.fixture
def imports(lab_home: Path) -> Iterator[Path]:
    """The folder of people's own data sets, empty again afterwards."""
    folder = settings().imports
    assert folder.is_relative_to(lab_home)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_the_page_says_where_files_go_that_are_larger_than_an_upload() -> None:
    page = open_page("data")
    captions = " ".join(caption.value for caption in page.caption)
    assert "python -m core.data add FILE --name NAME" in captions


def dropped(name: str, content: bytes) -> AppTest:
    app = open_page("data")
    app.file_uploader[0].upload(name, content).run()
    assert not app.exception
    return app


def kept(app: AppTest) -> AppTest:
    button_with(app, "Keep, ").click().run()
    assert not app.exception
    return app


def button_with(app: AppTest, start: str) -> Any:
    return next(item for item in app.button if item.label.startswith(start))


def test_what_was_understood_is_shown_before_anything_is_kept(imports: Path) -> None:
    app = dropped("my shapes.zip", zip_of(class_folders(10)))

    assert app.subheader[0].value == "30 pictures, 32×32 colour, 3 classes"
    assert "24 pictures to train and 6 to test, drawn at random." in texts(app)
    assert html(app).count("data:image/png") == 24  # eight of each class
    assert app.dataframe[0].value["Class"].tolist() == ["blue", "green", "red"]
    assert not list(imports.glob("*.safetensors"))

    shown = kept(app)

    assert "My shapes is kept: 30 pictures. Every screen shows them now." in texts(shown)
    assert shown.session_state[dataset.LATER] == "my-shapes"
    assert shown.header[0].value == "My shapes"
    assert data.load("my-shapes").classes == ("blue", "green", "red")


def test_a_setting_changes_the_preview_and_what_is_kept(imports: Path) -> None:
    app = dropped("shapes.zip", zip_of(class_folders(10)))
    before = html(app)

    toggle = next(item for item in app.toggle if item.label == "Swap black and white")
    toggle.set_value(True).run()
    assert html(app) != before
    app.text_area[0].set_value("sea\ngrass\nfire").run()
    app.number_input(key="drop_test_share").set_value(50).run()

    assert "15 pictures to train and 15 to test" in texts(app)
    kept(app)
    digits = data.load("shapes")
    assert digits.classes == ("sea", "grass", "fire")
    assert digits.train == 15
    assert digits.images[:, :, 0, 0].float().mean() > 180  # light ground


def test_a_wrong_setting_is_a_sentence_and_loses_nothing(imports: Path) -> None:
    app = dropped("shapes.zip", zip_of(class_folders(10)))

    app.text_area[0].set_value("one\none").run()
    assert "These settings do not fit together" in app.error[0].value
    assert app.subheader[0].value == "30 pictures, 32×32 colour, 3 classes"

    app.text_area[0].set_value("sea\ngrass\nfire").run()
    assert not app.error
    app.text_input(key="drop_name").set_value("Not a name!").run()
    app = kept(app)
    assert "cannot be a name" in texts(app).replace("\\", "")
    assert app.subheader[0].value == "30 pictures, 32×32 colour, 3 classes"


def test_pictures_without_labels_say_that_there_are_no_classes(imports: Path) -> None:
    pictures = {f"{number}.png": picture(square((9, 9, 200), 16, number)) for number in range(12)}
    app = dropped("plain.zip", zip_of(pictures))

    assert app.subheader[0].value == "12 pictures, 16×16 colour, no classes"
    shown = kept(app)
    assert {metric.label: metric.value for metric in shown.metric}["Classes"] == "none"
    assert not chart_descriptions(shown)


def test_a_file_that_holds_no_pictures_is_one_sentence(imports: Path) -> None:
    app = dropped("page.gz", b"<!DOCTYPE html><html>not found</html>")

    assert len(app.error) == 1
    assert "web page" in app.error[0].value
    assert not app.subheader


def test_a_choice_that_only_a_person_can_make_is_asked_for(imports: Path) -> None:
    content = npz(images=np.arange(40 * 200).reshape(40, 200) % 256)
    app = dropped("rows.npz", content)
    assert "choose its height" in texts(app)

    app.number_input(key="drop_size_0").set_value(11).run()
    button(app, "Read it like this").click().run()
    assert "choose another height and width" in app.error[0].value
    app.number_input(key="drop_size_0").set_value(10)
    app.number_input(key="drop_size_1").set_value(20).run()

    assert app.subheader[0].value == "40 pictures, 20×10 grey, no classes"


def test_ones_own_set_is_deleted_after_a_confirmation(imports: Path) -> None:
    kept(dropped("shapes.zip", zip_of(class_folders(4))))
    app = open_page("data", {"set": "shapes"})

    button(app, "Delete …").click().run()
    assert "will be removed for every visitor" in texts(app)
    button(app, "Delete").click().run()

    assert "Shapes is deleted." in texts(app)
    assert "shapes" not in data.names()
    assert "shapes" not in cards(app)


def test_a_damaged_file_can_be_deleted_and_takes_nothing_else(imports: Path) -> None:
    kept(dropped("shapes.zip", zip_of(class_folders(4))))
    (imports / "broken.safetensors").write_bytes(b"nothing")
    app = open_page("data")

    assert next(iter(cards(app))) == "shapes"
    assert "broken.safetensors is damaged" in texts(app)
    button(app, "Delete …").click().run()
    button(app, "Delete").click().run()
    assert not (imports / "broken.safetensors").exists()


def test_a_guest_sees_why_nothing_can_be_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "visitor", lambda: Visitor(Role.GUEST, "browser a"))
    app = open_page("data")

    assert "Guests cannot import files here; members can." in texts(app)
    assert not app.file_uploader


def test_a_network_that_has_never_seen_such_pictures_says_so() -> None:
    if not data.is_local("fashion-mnist"):
        pytest.skip("Fashion-MNIST is not on this machine")
    app = open_page("walk", {"model": "vae-conv-2"}, data="fashion-mnist")

    assert "was trained on MNIST: it has never seen such pictures." in texts(app)


@pytest.mark.parametrize("page", ["start", "denoise", "map", "walk", "report"])
def test_networks_that_learned_from_the_pictures_are_the_first_choice(page: str) -> None:
    if not data.is_local("fashion-mnist"):
        pytest.skip("Fashion-MNIST is not on this machine")
    app = open_page(page, data="fashion-mnist")

    assert "never seen such pictures" not in texts(app)
    assert " digit" not in texts(app)


def test_a_network_on_its_own_pictures_says_nothing_of_the_kind() -> None:
    assert "never seen such pictures" not in texts(open_page("start"))
