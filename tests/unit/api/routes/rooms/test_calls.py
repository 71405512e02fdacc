"""Who may call the routes of rooms, and what strangers learn."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.api import all_routes
from core.api import calls as calls_of
from core.api.bounds.rates import rates
from core.api.routes.rooms import calls
from core.rooms import rooms
from core.settings import PROJECT
from core.visitors import Role, Visitor
from tests.unit.api.routes.rooms.people import Phone, Presenter
from tests.unit.api.support import refused


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


def test_who_may_draw_cannot_open_a_room() -> None:
    rates.cache_clear()
    rooms.cache_clear()
    role = [Role.MEMBER]
    routes = all_routes(PROJECT / "pages", calls_of(lambda _: Visitor(role[0])))
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
