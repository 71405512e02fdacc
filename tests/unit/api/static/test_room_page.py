"""The page that a phone opens."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.api.static import room_page
from core.settings import PROJECT


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=room_page.routes(PROJECT / "pages")))


def test_the_page_is_the_same_for_every_code(client: TestClient) -> None:
    pages = [client.get(f"/r/{code}") for code in ("aaaa-bbbb", "wrng-cde2", "")]

    assert len({page.text for page in pages}) == 1
    assert all(page.status_code == 200 for page in pages)


def test_the_page_runs_and_calls_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/r/aaaa-bbbb")

    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "no-referrer"  # the address has the room's code


def test_an_address_without_a_slash_leads_to_the_page_below_any_path(client: TestClient) -> None:
    answer = client.get("/r", follow_redirects=False)

    assert (answer.status_code, answer.headers["location"]) == (308, "r/")
