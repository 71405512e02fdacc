"""Every call has an id, a figure under its route, and a line if it fails or if all are logged."""

import logging

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from core.api.server.channel import pack
from core.api.telemetry import figures
from core.api.telemetry.records import RecordMiddleware
from core.settings import settings


def count(route: str, status: int, way: str = "http") -> float:
    labels = {"route": route, "way": way, "status": str(status)}
    return figures.REGISTRY.get_sample_value("latent_lab_calls_total", labels) or 0.0


async def fine(_: Request) -> Response:
    return PlainTextResponse("fine")


async def broken(_: Request) -> Response:
    raise RuntimeError("broken")


@pytest.fixture
def recorded() -> TestClient:
    routes = [
        Route("/api/models", fine),
        Route("/api/datasets", broken),
        Route("/{rest:path}", fine),
    ]
    application = Starlette(routes=routes, middleware=[Middleware(RecordMiddleware)])
    return TestClient(application, raise_server_exceptions=False)


def test_a_call_counts_under_its_route(recorded: TestClient) -> None:
    before = count("/api/models", 200)

    recorded.get("/api/models?secret=1")

    assert count("/api/models", 200) == before + 1
    seconds = figures.REGISTRY.get_sample_value(
        "latent_lab_call_seconds_count", {"route": "/api/models", "way": "http"}
    )
    assert seconds


def test_no_visitor_can_invent_figures(recorded: TestClient) -> None:
    recorded.get("/one/more")
    known = len(next(iter(figures.CALLS.collect())).samples)

    for number in range(50):
        recorded.get(f"/invented/{number}")

    assert len(next(iter(figures.CALLS.collect())).samples) == known


def test_answers_have_the_id_that_the_proxy_chose(recorded: TestClient) -> None:
    answer = recorded.get("/api/models", headers={"X-Request-ID": "proxy-0123456789"})

    assert answer.headers["X-Request-ID"] == "proxy-0123456789"


@pytest.mark.parametrize("id", ["", "short", "a" * 65, "with spaces in it", "a=b;c=d\te"])
def test_another_id_is_replaced(recorded: TestClient, id: str) -> None:
    ids = {recorded.get("/", headers={"X-Request-ID": id}).headers["X-Request-ID"] for _ in "ab"}

    assert id not in ids
    assert len(ids) == 2


def test_a_failure_is_counted_and_logged_without_the_query(
    recorded: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    before = count("/api/datasets", 500)

    recorded.get("/api/datasets?drawing=0123")

    assert count("/api/datasets", 500) == before + 1
    (record,) = [record for record in caplog.records if record.message == "Call"]
    assert vars(record)["status"] == 500
    assert "0123" not in caplog.text


@pytest.mark.parametrize("wanted", [True, False])
def test_other_calls_are_logged_if_that_is_set(
    recorded: TestClient,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    wanted: bool,
) -> None:
    monkeypatch.setenv("LATENT_LAB_LOG_CALLS", str(wanted))
    settings.cache_clear()
    with caplog.at_level(logging.INFO):
        recorded.get("/api/models?drawing=0123")
    monkeypatch.undo()
    settings.cache_clear()

    assert [vars(record)["route"] for record in caplog.records if record.message == "Call"] == (
        ["/api/models"] if wanted else []
    )


def test_calls_over_a_socket_count_as_gestures(client: TestClient) -> None:
    before = count("/api/models", 405, "socket"), count("/api/noise", 422, "socket")
    header = {"id": 1, "type": "application/json", "accept": "*/*"}
    with client.websocket_connect("/api/channel") as socket:
        for path in ("/api/models", "/api/noise"):
            socket.send_bytes(pack(header | {"path": path}, b"{}"))
            socket.receive_bytes()

    assert count("/api/models", 405, "socket") == before[0] + 1
    assert count("/api/noise", 422, "socket") == before[1] + 1
