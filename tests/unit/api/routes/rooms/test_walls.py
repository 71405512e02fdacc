"""The presenter's wall: what it shows, and how the presenter steers the room."""

import io
import zipfile

import pytest
from starlette.testclient import TestClient

from core.api.routes.rooms import walls
from tests.unit.api.routes.rooms.people import Phone, Presenter, ink
from tests.unit.api.support import refused


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
