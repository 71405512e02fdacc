"""Rooms over HTTP: phones draw and vote, the presenter steers, strangers find nothing."""

import base64
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import httpx2
import numpy as np
import pytest
from limits import RateLimitItemPerMinute
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core import data
from core.api import all_routes
from core.api import calls as calls_of
from core.api.bounds.rates import rates
from core.api.routes.rooms import bounds, calls, phones, walls
from core.rooms import rooms
from core.rooms.reading import SIDE
from core.settings import PROJECT
from core.visitors import Role, Visitor
from tests.unit.api.support import refused

SCRIPTS = PROJECT / "pages"


@pytest.fixture(scope="module")
def app() -> Starlette:
    return Starlette(routes=all_routes(SCRIPTS, calls_of()))


@pytest.fixture
def client(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    for module in (phones, walls):
        monkeypatch.setattr(module, "POLL_S", 0.2)
    rates.cache_clear()
    rooms.cache_clear()
    with TestClient(app) as opened:
        yield opened
    rooms.cache_clear()


def ink(row: int = 60_000) -> bytes:
    image = data.load("mnist").images[row].numpy()
    return np.pad(image.repeat(4, 0).repeat(4, 1), (SIDE - 4 * 28) // 2).tobytes()


class Presenter:
    """The calls of the browser that opened a room."""

    def __init__(self, client: TestClient) -> None:
        opened = client.post("/api/rooms")
        assert opened.status_code == 200, opened.text
        self.client = client
        self.code = opened.json()["code"]
        self.headers = {"Room-Secret": opened.json()["secret"]}
        self.base = f"/api/rooms/{self.code}"

    def get(self, name: str, **query: Any) -> httpx2.Response:
        return self.client.get(f"{self.base}{name}", params=query, headers=self.headers)

    def wall(self, since: int = 0, shown_round: int = -1) -> dict[str, Any]:
        answer = self.get("/wall", since=since, round=shown_round)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def act(self, action: str, **more: Any) -> httpx2.Response:
        return self.client.post(
            f"{self.base}/actions", json={"action": action, **more}, headers=self.headers
        )


class Phone:
    """The calls of a phone."""

    def __init__(self, client: TestClient, code: str) -> None:
        self.client = client
        self.base = f"/api/rooms/{code}"
        self.id = client.post(f"{self.base}/phones").json()["phone"]

    def send(self, key: str, meant: int = 7, body: bytes | None = None) -> httpx2.Response:
        return self.client.post(
            f"{self.base}/drawings",
            params={"phone": self.id, "id": key, "meant": meant},
            content=ink() if body is None else body,
        )

    def news(self, since: int = -1) -> httpx2.Response:
        return self.client.get(f"{self.base}/news", params={"phone": self.id, "since": since})

    def vote(self, quiz: int, choice: int) -> httpx2.Response:
        return self.client.post(
            f"{self.base}/votes", params={"phone": self.id, "quiz": quiz, "choice": choice}
        )


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


def test_a_wrong_code_and_an_ended_room_answer_the_same(client: TestClient) -> None:
    presenter = Presenter(client)
    phone = Phone(client, presenter.code)
    assert presenter.act("close").status_code == 200

    answers = {
        phone.news().text,
        phone.send("a" * 32).text,
        presenter.get("/wall", since=0, round=-1).text,
        client.post("/api/rooms/wrng-cde2/phones").text,
        client.get("/api/rooms/wrng-cde2/map.png").text,
    }

    assert answers == {client.get(f"{presenter.base}/map.png").text}
    assert calls.NO_ROOM in answers.pop()


def test_the_page_is_the_same_for_every_code(client: TestClient) -> None:
    presenter = Presenter(client)

    pages = [client.get(f"/r/{code}") for code in (presenter.code, "wrng-cde2", "")]

    assert len({page.text for page in pages}) == 1
    assert all(page.status_code == 200 for page in pages)
    assert "default-src 'none'" in pages[0].headers["content-security-policy"]
    assert presenter.headers["Room-Secret"] not in pages[0].text


def test_guesses_are_limited_and_do_not_lock_out_who_is_inside(client: TestClient) -> None:
    presenter = Presenter(client)
    phone = Phone(client, presenter.code)

    statuses = [
        client.post(f"/api/rooms/{index:08}/phones").status_code
        for index in range(bounds.GUESSES.amount + 10)
    ]

    # The window slides by the clock, so the border may lie one or two further on.
    assert statuses[: bounds.GUESSES.amount] == [404] * bounds.GUESSES.amount
    assert statuses[-3:] == [429] * 3
    refused(client.post(f"{presenter.base}/phones"), 429)
    assert phone.send("a" * 32).status_code == 200


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


@pytest.mark.parametrize("secret", [{}, {"Room-Secret": ""}, {"Room-Secret": "x"}])
def test_without_the_secret_nobody_presents(client: TestClient, secret: dict[str, str]) -> None:
    presenter = Presenter(client)
    presenter.headers = secret

    for answer in (
        presenter.get(""),
        presenter.get("/wall", since=0, round=-1),
        presenter.get("/drawings.zip"),
        presenter.get("/address", origin="http://192.168.0.7"),
        presenter.act("close"),
    ):
        assert refused(answer, 404) == calls.NO_ROOM


def test_a_paused_room_tells_its_phones_and_takes_no_drawing(client: TestClient) -> None:
    presenter = Presenter(client)
    phone = Phone(client, presenter.code)
    known = phone.news().json()["news"]
    presenter.act("pause")

    state = phone.news(known).json()
    assert state["paused"] is True
    assert "waits" in refused(phone.send("a" * 32), 423)

    presenter.act("resume")
    assert phone.news(state["news"]).json()["paused"] is False
    assert phone.send("a" * 32).status_code == 200


def test_news_are_answered_without_news_after_a_while(client: TestClient) -> None:
    phone = Phone(client, Presenter(client).code)
    known = phone.news().json()

    assert phone.news(known["news"]).json() == known


def test_hidden_and_cleared_drawings_leave_the_wall_and_the_file(client: TestClient) -> None:
    presenter = Presenter(client)
    phone = Phone(client, presenter.code)
    for key, row in (("a" * 32, 60_000), ("b" * 32, 60_001)):
        phone.send(key, body=ink(row))
    before = presenter.wall()
    presenter.act("hide", drawing=1)

    after = presenter.wall(before["version"], before["round"])
    assert [(one["number"], one["hidden"]) for one in after["drawings"]] == [(1, True)]
    with zipfile.ZipFile(io.BytesIO(presenter.get("/drawings.zip").content)) as file:
        assert [name for name in file.namelist() if name.endswith(".png")] == ["7/0002.png"]

    presenter.act("clear")
    cleared = presenter.wall(after["version"], after["round"])
    assert cleared["round"] == before["round"] + 1
    assert cleared["drawings"] == []
    assert "no drawing 1" in refused(presenter.act("hide", drawing=1), 409)
    assert "number" in refused(presenter.act("hide"), 422)
    refused(presenter.act("explode"), 422)


def test_a_question_hides_its_answer_until_it_is_revealed(client: TestClient) -> None:
    presenter = Presenter(client)
    members = [Phone(client, presenter.code) for _ in range(3)]
    presenter.act("ask")

    quiz = members[0].news().json()["quiz"]
    assert quiz["answer"] is None
    assert presenter.wall()["quiz"]["counts"] is None
    for choice, phone in enumerate(members):
        assert phone.vote(quiz["number"], choice).status_code == 200
    assert presenter.wall()["quiz"]["votes"] == 3
    presenter.act("reveal")

    state = members[1].news().json()
    assert state["quiz"]["answer"] in range(4)
    assert state["vote"] == 1
    assert presenter.wall()["quiz"]["counts"] == [1, 1, 1, 0]
    assert "over" in refused(members[0].vote(quiz["number"], 0), 409)
    presenter.act("end question")
    assert members[0].news().json()["quiz"] is None


@pytest.mark.parametrize(
    "origin",
    ["", "192.168.0.7", "ftp://x", "javascript:alert(1)", "http://", "http://[::1", "http://a:0"],
)
def test_a_code_is_made_only_for_an_address(client: TestClient, origin: str) -> None:
    refused(Presenter(client).get("/address", origin=origin), 422)


def test_the_address_holds_the_code_and_no_secret(client: TestClient) -> None:
    presenter = Presenter(client)

    shown = presenter.get("/address", origin="http://192.168.0.7:8501/").json()

    assert shown["address"] == f"http://192.168.0.7:8501/r/{presenter.code}"
    assert shown["qr"].startswith("data:image/svg+xml")


def test_a_wall_that_opens_late_gets_all_drawings_in_parts(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walls, "MAX_SENT", 2)
    presenter = Presenter(client)
    phone = Phone(client, presenter.code)
    for index in range(5):
        phone.send(f"{index:032}")

    wall, seen = presenter.wall(), []
    while True:
        seen += [one["number"] for one in wall["drawings"]]
        if wall["complete"]:
            break
        wall = presenter.wall(wall["version"], wall["round"])

    assert seen == [1, 2, 3, 4, 5]


def test_one_phone_cannot_flood_a_room(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phones, "PHONE_DRAWINGS", RateLimitItemPerMinute(2))
    presenter = Presenter(client)
    phone, other = Phone(client, presenter.code), Phone(client, presenter.code)

    statuses = [phone.send(f"{index:032}").status_code for index in range(3)]

    assert statuses == [200, 200, 429]
    assert other.send("f" * 32).status_code == 200


def test_who_may_draw_cannot_open_a_room() -> None:
    rates.cache_clear()
    rooms.cache_clear()
    role = [Role.MEMBER]
    routes = all_routes(SCRIPTS, calls_of(lambda _: Visitor(role[0])))
    with TestClient(Starlette(routes=routes)) as client:
        presenter = Presenter(client)
        role[0] = Role.AUDIENCE

        refused(client.post("/api/rooms"), 403)
        refused(presenter.act("pause"), 403)
        assert Phone(client, presenter.code).send("a" * 32).status_code == 200
        role[0] = Role.STRANGER
        refused(client.post(f"{presenter.base}/phones"), 401)


def test_another_sites_page_cannot_draw(client: TestClient) -> None:
    presenter = Presenter(client)

    answer = client.post(f"{presenter.base}/phones", headers={"Origin": "https://evil.example"})

    refused(answer, 403)


def test_a_class_behind_one_address_fits_into_the_bounds() -> None:
    """200 phones enter within a minute, and each sends a drawing every five seconds."""
    assert bounds.ENTRIES.amount >= 200
    assert bounds.ROOM_DRAWINGS.amount >= 200 * 12
    assert bounds.PHONE_DRAWINGS.amount >= 12
