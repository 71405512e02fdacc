"""The headers that tell browsers what a page may do, on every kind of answer."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from core.api import all_routes, calls
from core.api.security.headers import BrowserHeadersMiddleware, browser_headers
from core.errors import SettingsError
from core.settings import PROJECT, settings

pytestmark = pytest.mark.usefixtures("fresh_settings")


@pytest.fixture
def client() -> TestClient:
    own = Route("/own", lambda _: PlainTextResponse("", headers={"Referrer-Policy": "origin"}))
    routes = [own, *all_routes(PROJECT / "pages", calls())]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(BrowserHeadersMiddleware)]))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/map",
        "/healthz",
        "/assets/x/shared/scripts/server/client.js",
        "/api/models",
        "/nowhere",
    ],
)
def test_every_answer_has_them(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'self';" in policy
    assert "frame-ancestors 'self'" in policy
    assert "http" not in policy  # nothing from anywhere else
    assert "*" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert "camera=(self)" in headers["permissions-policy"]


def test_a_header_of_an_answer_itself_stays(client: TestClient) -> None:
    assert client.get("/own").headers["referrer-policy"] == "origin"


def test_a_setting_lets_other_sites_frame_the_dashboard(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LATENT_LAB_FRAMED_BY", "https://b.example/, https://a.example")
    settings.cache_clear()

    headers = client.get("/").headers

    policy = headers["content-security-policy"]
    assert policy.endswith("frame-ancestors 'self' https://a.example https://b.example")
    assert "x-frame-options" not in headers  # it would forbid them


def test_a_site_cannot_add_to_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LATENT_LAB_FRAMED_BY", "https://a.example; script-src *")
    settings.cache_clear()

    with pytest.raises(SettingsError, match="LATENT_LAB_FRAMED_BY"):
        settings()


def test_the_headers_are_made_once() -> None:
    assert browser_headers(frozenset()) is browser_headers(frozenset())
