"""Who may call the routes: by login, by token, and from which sites."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.api import routes
from core.api.server.guard import Allows, open_to_all
from core.settings import PROJECT, settings


@pytest.fixture(autouse=True)
def fresh_settings() -> Iterator[None]:
    """Settings that are read again, in the test and after it."""
    settings.cache_clear()
    yield
    settings.cache_clear()


def client(allows: Allows = open_to_all) -> TestClient:
    return TestClient(Starlette(routes=routes(PROJECT / "pages", allows)))


def test_without_login_a_call_needs_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    locked = client(lambda _: False)

    def status(header: str) -> int:
        return locked.get("/api/models", headers={"authorization": header}).status_code

    assert status("Bearer ") == 401  # no token is set, and an empty one is none
    monkeypatch.setenv("LATENT_LAB_API_TOKEN", "open sesame")
    settings.cache_clear()
    assert status("Bearer open sesame") == 200
    assert status("bearer open sesame") == 200
    assert status("Bearer open") == 401
    assert status("Basic open sesame") == 401


@pytest.mark.parametrize(
    "path", ["/api/models", "/api/docs", "/api/docs/docs.js", "/api/openapi.json"]
)
def test_a_refusal_says_how_to_get_access(path: str) -> None:
    refusal = client(lambda _: False).get(path)

    assert refusal.status_code == 401
    assert refusal.headers["www-authenticate"] == "Bearer"
    assert refusal.json()["error"].startswith("Log in on the dashboard first")


@pytest.mark.parametrize("path", ["/healthz", "/assets/any/shared/client.js"])
def test_the_health_check_and_scripts_are_open(path: str) -> None:
    assert client(lambda _: False).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/api/models", "/api/digits/mnist/0", "/api/openapi.json"])
def test_pages_of_other_sites_are_refused_unless_allowed(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    foreign = {"origin": "https://example.org"}
    opened = client()

    assert opened.get(path, headers={"origin": "http://testserver"}).status_code == 200
    refusal = opened.get(path, headers=foreign)
    assert refusal.status_code == 403
    assert "LATENT_LAB_ALLOWED_ORIGINS" in refusal.json()["error"]
    assert opened.get(path, headers={"origin": "null"}).status_code == 403
    monkeypatch.setenv("LATENT_LAB_ALLOWED_ORIGINS", "https://a.example, https://example.org/")
    settings.cache_clear()
    assert opened.get(path, headers=foreign).status_code == 200
