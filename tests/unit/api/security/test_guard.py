"""Who may call the routes: by role, by cookie, and from which sites."""

from http.cookies import SimpleCookie

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from core.api import all_routes, calls
from core.api.security.guard import (
    COOKIE,
    HEADER,
    Identify,
    VisitorMiddleware,
    arrival_of,
    everyone_is_owner,
    guard,
    visitor_of_header,
)
from core.settings import PROJECT, settings
from core.visitors import Role, Visitor
from core.visitors.identity import Server, identify

pytestmark = pytest.mark.usefixtures("fresh_settings")


def client(identify: Identify = everyone_is_owner) -> TestClient:
    return TestClient(Starlette(routes=all_routes(PROJECT / "pages", calls(identify))))


def stranger(_: HTTPConnection) -> Visitor:
    return Visitor(Role.STRANGER)


def with_login(call: HTTPConnection) -> Visitor:
    return identify(arrival_of(call, None), Server(has_login=True))


def test_without_login_a_call_needs_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    locked = client(with_login)

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
    refusal = client(stranger).get(path)

    assert refusal.status_code == 401
    assert refusal.headers["www-authenticate"] == "Bearer"
    assert refusal.json()["error"].startswith("Log in on the dashboard first")


def test_a_visitor_with_too_low_a_role_is_told_which_is_needed() -> None:
    refusal = client(lambda _: Visitor(Role.AUDIENCE)).get("/api/models")

    assert refusal.status_code == 403
    assert refusal.json()["error"] == (
        "People in the audience cannot use these pages here; guests can. "
        "Ask the operator of this dashboard."
    )


@pytest.mark.parametrize("path", ["/healthz", "/assets/any/shared/scripts/server/client.js"])
def test_the_health_check_and_scripts_are_open(path: str) -> None:
    assert client(stranger).get(path).status_code == 200


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


def echoing(visitor: Visitor) -> TestClient:
    """An application that answers with the header that pages get, and with a document."""

    def echo(request: Request) -> PlainTextResponse:
        return PlainTextResponse("|".join(request.headers.getlist(HEADER)))

    document = Route("/", lambda _: HTMLResponse("<p>"))
    middleware = [*guard(lambda _: visitor), Middleware(VisitorMiddleware)]
    return TestClient(Starlette(routes=[Route("/echo", echo), document], middleware=middleware))


def test_pages_are_told_the_visitor_whatever_the_browser_sends() -> None:
    ada = Visitor(Role.MEMBER, "login ada@example.org", "Ada Λ \n\x7f")
    forged = {HEADER: '[4, "local", ""]', HEADER.upper(): '[4, "local", ""]'}

    text = echoing(ada).get("/echo", headers=forged).text

    assert visitor_of_header(text) == ada


def test_a_browser_gets_a_cookie_with_its_first_document() -> None:
    browser = echoing(Visitor(Role.GUEST))

    assert "set-cookie" not in browser.get("/echo").headers
    first = SimpleCookie(browser.get("/").headers["set-cookie"])[COOKIE]
    assert len(first.value) >= 43
    assert (first["httponly"], first["samesite"], first["secure"]) == (True, "lax", "")
    assert "set-cookie" not in browser.get("/").headers
    browser.cookies.clear()
    assert SimpleCookie(browser.get("/").headers["set-cookie"])[COOKIE].value != first.value


@pytest.mark.parametrize("value", ["", "1", "x" * 500])
def test_a_cookie_that_is_none_is_replaced(value: str) -> None:
    answer = echoing(Visitor(Role.GUEST)).get("/", headers={"cookie": f"{COOKIE}={value}"})

    assert COOKIE in answer.headers["set-cookie"]


def test_a_cookie_stays_on_encrypted_connections_where_the_page_came_by_one() -> None:
    headers = {"x-forwarded-proto": "https"}

    answer = echoing(Visitor(Role.GUEST)).get("/", headers=headers)

    assert "Secure" in answer.headers["set-cookie"]
