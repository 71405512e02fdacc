"""Phones enter, draw, vote and wait for news."""

import base64

import pytest
from limits import RateLimitItemPerMinute
from starlette.testclient import TestClient

from core.api.routes.rooms import phones
from core.rooms.reading import SIDE
from tests.unit.api.routes.rooms.people import Phone, Presenter
from tests.unit.api.support import refused


def test_a_drawing_lands_on_the_wall_and_the_phone_learns_where(client: TestClient) -> None:
    presenter = Presenter(client)
    phone = Phone(client, presenter.code)

    landed = phone.send("a" * 32).json()
    wall = presenter.wall()

    assert (landed["text"], landed["right"], landed["number"]) == ("7", True, 1)
    assert len(base64.b64decode(landed["cleaned"])) == 784
    assert [one["digit"] for one in landed["neighbours"]].count(7) >= 3
    (drawing,) = wall["drawings"]
    assert {name: drawing[name] for name in ("x", "y", "seen", "cleaned")} == {
        name: landed[name] for name in ("x", "y", "seen", "cleaned")
    }
    assert (wall["summary"]["count"], wall["summary"]["right"], wall["phones"]) == (1, 1, 1)


def test_a_drawing_that_is_sent_twice_lands_once(client: TestClient) -> None:
    presenter = Presenter(client)
    phone = Phone(client, presenter.code)

    answers = [phone.send("a" * 32).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert presenter.wall()["summary"]["count"] == 1


@pytest.mark.parametrize(
    ("key", "meant", "body", "problem"),
    [
        ("short", 7, None, "hexadecimal"),
        ("a" * 32, 12, None, "0 to 9"),
        ("a" * 32, 7, b"x", "19,600 bytes"),
        ("a" * 32, 7, bytes(SIDE * SIDE), "ink|draw"),
    ],
)
def test_a_drawing_that_is_none_gets_a_sentence(
    client: TestClient, key: str, meant: int, body: bytes | None, problem: str
) -> None:
    phone = Phone(client, Presenter(client).code)

    sentence = refused(phone.send(key, meant, body), 422)

    assert any(word in sentence for word in problem.split("|")), sentence


def test_too_large_a_drawing_is_not_read(client: TestClient) -> None:
    phone = Phone(client, Presenter(client).code)

    refused(phone.send("a" * 32, 7, bytes(SIDE * SIDE + 1)), 413)


def test_a_phone_that_the_room_did_not_let_in_may_do_nothing(client: TestClient) -> None:
    phone = Phone(client, Presenter(client).code)
    phone.id = "somebody"

    for answer in (phone.news(), phone.send("a" * 32), phone.vote(1, 0)):
        assert "enter" in refused(answer, 403)


def test_a_phone_that_comes_back_keeps_its_number(client: TestClient) -> None:
    presenter = Presenter(client)
    phone = Phone(client, presenter.code)

    again = client.post(f"{presenter.base}/phones", params={"phone": phone.id}).json()

    assert again["phone"] == phone.id
    assert presenter.wall()["phones"] == 1


def test_news_are_answered_without_news_after_a_while(client: TestClient) -> None:
    phone = Phone(client, Presenter(client).code)
    known = phone.news().json()

    assert phone.news(known["news"]).json() == known


def test_one_phone_cannot_flood_a_room(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phones, "PHONE_DRAWINGS", RateLimitItemPerMinute(2))
    presenter = Presenter(client)
    phone, other = Phone(client, presenter.code), Phone(client, presenter.code)

    statuses = [phone.send(f"{index:032}").status_code for index in range(3)]

    assert statuses == [200, 200, 429]
    assert other.send("f" * 32).status_code == 200
