"""The server as strangers meet it: what it lets other sites and forged calls do."""

import tomllib
from collections.abc import Iterator

import httpx2
import pytest

from core.settings import PROJECT

UPLOAD = "/_stcore/upload_file/{session}/1"
FILE = ("digit.png", b"abc", "image/png")


@pytest.fixture
def client(base_url: str) -> Iterator[httpx2.Client]:
    """A program that has seen the dashboard once, and so has its cookie."""
    with httpx2.Client(base_url=base_url, timeout=60) as client:
        client.get("/_stcore/health")
        yield client


def token(client: httpx2.Client) -> dict[str, str]:
    return {"X-Xsrftoken": client.cookies["_streamlit_xsrf"]}


def test_the_settings_that_guard_a_visitor_are_on() -> None:
    config = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text("utf-8"))

    assert config["server"]["address"] == "127.0.0.1"
    assert config["server"]["enableXsrfProtection"] is True
    assert config["server"]["enableCORS"] is True
    assert config["client"]["showErrorDetails"] == "none"


def test_an_upload_without_the_token_is_refused(client: httpx2.Client) -> None:
    path = UPLOAD.format(session="nobody")

    assert client.put(path, files={"file": FILE}).status_code == 403
    forged = {"X-Xsrftoken": "2|00000000|00|1"}
    assert client.put(path, files={"file": FILE}, headers=forged).status_code == 403


@pytest.mark.parametrize("files", [[("a", FILE)], [("a", FILE), ("b", FILE)]], ids=["one", "two"])
def test_an_upload_into_a_session_that_is_none_is_refused(
    client: httpx2.Client, files: list
) -> None:
    answer = client.put(UPLOAD.format(session="nobody"), files=files, headers=token(client))

    assert answer.status_code == 400
    assert "Traceback" not in answer.text


def test_an_upload_without_a_session_is_refused(client: httpx2.Client) -> None:
    answer = client.put(UPLOAD.format(session=""), files={"a": FILE}, headers=token(client))

    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "path", [UPLOAD.format(session="nobody"), "/api/models", "/_stcore/health"]
)
def test_other_sites_are_allowed_nothing(client: httpx2.Client, path: str) -> None:
    foreign = {"Origin": "https://example.org", "Access-Control-Request-Method": "PUT"}

    for answer in (client.options(path, headers=foreign), client.get(path, headers=foreign)):
        allowed = answer.headers.get("access-control-allow-origin")
        assert allowed not in ("*", "https://example.org")


@pytest.mark.parametrize("path", ["/", "/map", "/api/models", "/_stcore/health", "/static/x.js"])
def test_a_name_that_is_not_the_dashboards_own_gets_no_answer(
    client: httpx2.Client, path: str
) -> None:
    rebound = {"Host": "evil.example", "Origin": "http://evil.example"}

    answer = client.get(path, headers=rebound)

    assert answer.status_code == 403
    assert "LATENT_LAB_ALLOWED_HOSTS" in answer.text


@pytest.mark.parametrize("path", ["/_stcore/stream", "/api/channel"])
@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:9", "http://[::1"])
def test_a_socket_of_a_foreign_page_is_refused_at_once(
    client: httpx2.Client, path: str, origin: str
) -> None:
    # Streamlit would accept the handshake and then ask a server on the internet who it is.
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }

    assert client.get(path, headers=handshake | {"Origin": origin}).status_code == 403
