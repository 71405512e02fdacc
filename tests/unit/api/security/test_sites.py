"""Other sites' pages and other names of this machine are refused before anything else runs."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from core.api.security.sites import (
    OwnHostMiddleware,
    SameSiteMiddleware,
    is_own_host,
    is_own_origin,
)

pytestmark = pytest.mark.usefixtures("fresh_settings")

SOCKET = "ws://localhost:8501/socket"


@pytest.fixture
def client() -> TestClient:
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("open")
        await websocket.close()

    return TestClient(
        Starlette(
            routes=[
                Route("/", lambda _: PlainTextResponse("open")),
                WebSocketRoute("/socket", socket),
            ],
            middleware=[Middleware(OwnHostMiddleware), Middleware(SameSiteMiddleware)],
        ),
        base_url="http://localhost:8501",
    )


@pytest.mark.parametrize(
    "host",
    [
        "localhost:8501",
        "LOCALHOST",
        "127.0.0.1:8501",
        "[::1]:8501",
        "192.168.1.7:80",
        "a.localhost",
    ],
)
def test_addresses_and_this_machines_names_are_its_own(host: str) -> None:
    assert is_own_host(host)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:8501", "", "[::1", "a b"])
def test_other_names_are_not(host: str) -> None:
    assert not is_own_host(host)


def test_a_proxys_name_can_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_LAB_ALLOWED_HOSTS", "a.example, Lab.example.org")

    assert is_own_host("lab.example.org")
    assert not is_own_host("example.org")


def test_a_rebound_name_is_refused_although_host_and_origin_agree(client: TestClient) -> None:
    rebound = {"host": "evil.example", "origin": "http://evil.example"}

    refusal = client.get("/", headers=rebound)

    assert refusal.status_code == 403
    assert "LATENT_LAB_ALLOWED_HOSTS" in refusal.json()["error"]


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://localhost:9999", "null", "http://[::1", ""]
)
def test_a_foreign_page_opens_neither_route_nor_socket(client: TestClient, origin: str) -> None:
    refusal = client.get("/", headers={"origin": origin})
    assert refusal.status_code == 403
    assert "LATENT_LAB_ALLOWED_ORIGINS" in refusal.json()["error"]
    assert not is_own_origin(origin, "localhost:8501")
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(SOCKET, headers={"origin": origin}),
    ):
        pass


def test_the_dashboards_own_page_opens_both(client: TestClient) -> None:
    own = {"origin": "http://localhost:8501"}

    assert client.get("/", headers=own).text == "open"
    with client.websocket_connect(SOCKET, headers=own) as socket:
        assert socket.receive_text() == "open"


def test_programs_send_no_origin(client: TestClient) -> None:
    assert client.get("/").text == "open"
