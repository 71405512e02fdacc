"""Room: who may open one, what others see, and what keeps phones out, in the words of a role."""

import pytest

from core.rooms.addresses import Reach
from core.settings import settings
from core.visitors import Role, Visitor
from pages.room import notes
from pages.shared.access import login, visit
from tests.app.helpers import open_page, texts

CLOSED = Reach(("http://localhost:8501",), "loopback")


@pytest.mark.parametrize("has_login", [False, True])
def test_a_guest_reads_how_to_open_a_room_and_can_join_one(
    monkeypatch: pytest.MonkeyPatch, has_login: bool
) -> None:
    monkeypatch.setattr(visit, "visitor", lambda: Visitor(Role.GUEST, "browser a"))
    monkeypatch.setattr(login, "is_enabled", lambda: has_login)

    app = open_page("room")

    assert "Guests cannot open a room here; members can." in texts(app)
    assert ("log in as a member" in texts(app)) == has_login
    assert ("HOST=0.0.0.0" in texts(app)) != has_login
    assert [link.proto.url for link in app.get("link_button")] == ["/r/"]


def test_a_kiosk_opens_no_room_and_leads_to_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "visitor", lambda: Visitor(Role.GUEST, "browser a"))
    monkeypatch.setenv("LATENT_LAB_KIOSK", "1")
    settings.cache_clear()

    app = open_page("room")
    monkeypatch.undo()
    settings.cache_clear()

    assert notes.KIOSK in texts(app)
    assert not app.get("link_button")


def test_an_owner_reads_what_to_do_and_a_member_whom_to_ask() -> None:
    (owners,) = notes.problems(Visitor(Role.OWNER), CLOSED)
    (members,) = notes.problems(Visitor(Role.MEMBER), CLOSED)

    assert notes.START in owners
    assert notes.START not in members
    assert "Ask its operator" in members
    assert notes.problems(Visitor(Role.OWNER), Reach(("http://192.168.0.7:8501",))) == []


def test_phones_that_would_have_to_log_in_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "is_enabled", lambda: True)

    (note,) = notes.problems(Visitor(Role.OWNER), Reach(("http://192.168.0.7:8501",)))

    assert "LATENT_LAB_ANONYMOUS=audience" in note
