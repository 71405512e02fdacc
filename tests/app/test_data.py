"""The Data page: the data sets as cards, what is in one, and the ways to the other screens."""

import pytest
from streamlit.testing.v1 import AppTest

from core import data
from core.data import library
from core.jobs import JobSpec, Status
from core.jobs.kinds import fetching
from core.jobs.spec import State
from core.settings import settings
from core.visitors import Role, Visitor
from pages.shared import visit
from tests.app.helpers import (
    button,
    button_labels,
    chart_descriptions,
    component_data,
    html,
    open_page,
    texts,
)

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
    assert shown[away]["small"] == "Not on this machine yet: a download of 21.2 MB"


def test_a_set_shows_its_samples_its_counts_and_its_origin() -> None:
    app = open_page("data", {"set": SMALL})

    assert app.header[0].value == "Digits 8×8"
    assert "60 pictures of Digits 8×8, a column for each class: 0, 1, 2" in html(app)
    values = {metric.label: metric.value for metric in app.metric}
    assert values["Pictures"] == "1,797"
    assert values["To train, to test"] == "1,437 + 360"
    assert values["Width × height"] == "8×8 grey"
    assert values["Test pictures also trained on"] == "0"
    assert chart_descriptions(app) == ["Pictures per class: most of 3 (183), fewest of 8 (174)."]
    origin = dict(app.dataframe[0].value.to_numpy())
    assert origin["Licence"] == "CC BY 4.0"
    assert origin["Fingerprint (SHA-256)"] == data.load(SMALL).fingerprint


def test_a_link_to_a_set_that_is_not_here_shows_all_of_them() -> None:
    app = open_page("data", {"set": "<b>nothing</b>"})

    assert "The link names <b>nothing</b>, which is not here." in texts(app)
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
