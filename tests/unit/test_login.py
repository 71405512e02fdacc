"""If login is enabled, routes need the cookie that Streamlit signs."""

import asyncio
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.testclient import TestClient
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_auth_routes import _set_auth_cookie
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

import app
from core.api import all_routes, calls
from core.api.endpoints import ENDPOINTS
from core.settings import PROJECT
from pages.shared.access import login

SCRIPTS = PROJECT / "pages"
SECRETS = """
[auth]
redirect_uri = "http://testserver/oauth2callback"
cookie_secret = "a secret of this test, long enough"
client_id = "lab"
client_secret = "x"
server_metadata_url = "https://login.example/.well-known/openid-configuration"
"""
LOCKED = ["/api/models", "/api/docs", "/api/openapi.json", "/api/digits/mnist/0"]


@pytest.fixture
def secrets(tmp_path: Path) -> Iterator[Path]:
    """Path of the secrets file that the server reads; it does not exist until a test writes it."""
    path = tmp_path / "secrets.toml"
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(path)])
    secrets_singleton._reset()
    login.section.cache_clear()
    yield path
    config.set_option("secrets.files", before)
    secrets_singleton._reset()
    login.section.cache_clear()


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=all_routes(SCRIPTS, calls(app.identify))))


def cookies(**user: Any) -> dict[str, str]:
    """Cookies that Streamlit sets for a visitor who returns from the provider."""
    response = Response()
    asyncio.run(_set_auth_cookie(response, {"origin": "http://testserver", **user}, {}))
    jar = SimpleCookie()
    for header in response.headers.getlist("set-cookie"):
        jar.load(header)
    return {name: morsel.value for name, morsel in jar.items()}


def test_without_login_nobody_needs_one(secrets: Path, client: TestClient) -> None:
    assert not login.is_enabled()
    assert client.get("/api/models").status_code == 200


def test_every_route_needs_the_login(secrets: Path, client: TestClient) -> None:
    secrets.write_text(SECRETS)

    for path in LOCKED:
        answer = client.get(path)
        assert answer.status_code == 401
        assert answer.json()["error"].startswith("Log in")
    for endpoint in ENDPOINTS:
        call = client.get if endpoint.method == "GET" else client.post
        assert call(endpoint.path).status_code == 401, endpoint.path
    assert client.get("/healthz").status_code == 200
    assert client.get("/assets/any/shared/scripts/server/client.js").status_code == 200


def test_a_visitor_who_is_logged_in_is_admitted(secrets: Path, client: TestClient) -> None:
    secrets.write_text(SECRETS)
    long = "x" * 9000  # more than fits into one cookie

    for user in ({"is_logged_in": True}, {"is_logged_in": True, "groups": long}):
        client.cookies = cookies(**user)
        assert client.get("/api/models").status_code == 200


@pytest.mark.parametrize("user", [{"is_logged_in": False}, {}, {"is_logged_in": "yes"}])
def test_a_cookie_without_a_login_admits_nobody(
    secrets: Path, client: TestClient, user: dict[str, Any]
) -> None:
    secrets.write_text(SECRETS)
    client.cookies = cookies(**user)

    assert client.get("/api/models").status_code == 401


def test_a_forged_cookie_admits_nobody(secrets: Path, client: TestClient) -> None:
    secrets.write_text(SECRETS.replace("a secret of", "another secret of"))
    forged = cookies(is_logged_in=True)
    secrets.write_text(SECRETS)
    secrets_singleton._reset()

    for value in (forged, {USER_COOKIE_NAME: "e30.x.y"}):
        client.cookies = value
        assert client.get("/api/models").status_code == 401


def test_a_secrets_file_that_cannot_be_read_admits_nobody(
    secrets: Path, client: TestClient
) -> None:
    secrets.write_text("[auth\n")

    assert login.is_enabled()
    assert client.get("/api/models").status_code == 401
