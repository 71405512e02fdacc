"""Where a login is on, no page shows anything to somebody who has not logged in."""

import pytest
from streamlit.testing.v1 import AppTest

from core.settings import PROJECT, settings
from core.visitors import Role, Visitor
from pages.shared.access import login, visit

SHELL = PROJECT / "pages" / "shell.py"
AUTH = {"client_id": "lab", "cookie_secret": "x", "google": {"client_id": "other"}}


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(login, "section", lambda: AUTH)
    monkeypatch.setattr(login, "find_spec", lambda _: object())
    monkeypatch.setattr(visit, "visitor", lambda: Visitor(Role.STRANGER))
    return AppTest.from_file(str(SHELL), default_timeout=300)


def test_a_stranger_sees_only_the_ways_to_log_in(app: AppTest) -> None:
    app.run()

    assert not app.exception
    assert [title.value for title in app.title] == ["Latent Lab"]
    assert [button.label for button in app.button] == ["Log in", "Log in with google"]
    assert app.switch_page("map/page.py").run().title[0].value == "Latent Lab"


def test_a_missing_library_is_said(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "find_spec", lambda _: None)

    app.run()

    assert "streamlit[auth]" in app.error[0].value
    assert not app.button


def test_an_unreadable_secrets_file_shows_nothing_but_its_sentence(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login, "section", dict)

    app.run()

    assert app.error[0].value == login.UNREADABLE
    assert [title.value for title in app.title] == ["Latent Lab"]


def test_a_guest_sees_the_page_and_can_log_in_for_more(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit, "visitor", lambda: Visitor(Role.GUEST, "browser a"))

    app.run()

    assert len(app.title) == 1
    labels = [button.label for button in app.sidebar.button]
    assert labels == ["Log in", "Log in with google"]


def test_a_kiosk_offers_no_login(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "visitor", lambda: Visitor(Role.GUEST, "browser a"))
    monkeypatch.setenv("LATENT_LAB_KIOSK", "1")
    settings.cache_clear()

    app.run()
    monkeypatch.undo()
    settings.cache_clear()

    assert not app.exception
    assert not app.sidebar.button


@pytest.mark.parametrize("role", [Role.STRANGER, Role.AUDIENCE])
def test_a_person_whom_the_operator_gives_nothing_is_told(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    monkeypatch.setattr(visit, "visitor", lambda: Visitor(role, "login ada", "Ada"))

    app.run()

    assert "cannot use these pages here; guests can" in app.info[0].value
    assert [button.label for button in app.button] == ["Log out"]
