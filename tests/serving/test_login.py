"""A login through a real OpenID Connect provider, in a real browser; the log keeps its secrets."""

import json
import re
import secrets
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from core.settings import PROJECT
from tests.serving.servers import Server, end, free_port, running
from tools.chromium import launch_options

PROVIDER = Path(__file__).with_name("provider.js")
NODE = PROJECT / ".venv" / "bin" / "node"
TIMEOUT_MS = 90_000
SECRET, COOKIE_SECRET = secrets.token_hex(16), secrets.token_hex(16)
TOKEN, METRICS_TOKEN = secrets.token_hex(16), secrets.token_hex(16)

pytestmark = pytest.mark.skipif(
    not (PROJECT / "node_modules" / "oidc-provider").exists() or not NODE.exists(),
    reason="the provider is not installed: make scripts installs it",
)


@contextmanager
def provider(dashboard: str) -> Iterator[str]:
    """A provider that lets people log in for ``dashboard``; its address."""
    port = free_port()
    command = [str(NODE), str(PROVIDER), str(port), dashboard, SECRET]
    process = subprocess.Popen(
        command, cwd=PROJECT, stderr=subprocess.DEVNULL, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/.well-known/openid-configuration").close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        end(process)  # with its children, because Node is one of a Python program


@contextmanager
def dashboard(folder: Path, **variables: str) -> Iterator[Server]:
    """A dashboard with a login, started as docs/serving.md says."""
    port = free_port()
    with provider(f"http://127.0.0.1:{port}") as issuer:
        (folder / ".streamlit").mkdir()
        (folder / ".streamlit" / "secrets.toml").write_text(
            "[auth]\n"
            f'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
            f'cookie_secret = "{COOKIE_SECRET}"\n'
            'client_id = "lab"\n'
            f'client_secret = "{SECRET}"\n'
            f'server_metadata_url = "{issuer}/.well-known/openid-configuration"\n'
            'client_kwargs = { prompt = "login" }\n'
        )
        own = {
            "HOME": str(folder),
            "LATENT_LAB_OWNERS": "ada@example.org",
            "LATENT_LAB_API_TOKEN": TOKEN,
            "LATENT_LAB_METRICS_TOKEN": METRICS_TOKEN,
            "LATENT_LAB_LOG_JSON": "true",
            "LATENT_LAB_LOG_CALLS": "true",
        }
        with running("uvicorn", folder, port=port, **own, **variables) as server:
            yield server


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with dashboard(tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(**launch_options())
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    yield page
    context.close()


def log_in(page: Page, server: Server, name: str) -> None:
    """Log in on the provider's own pages, and come back."""
    page.goto(f"{server.url}/train")
    page.get_by_role("button", name="Log in").first.click()
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill("password-of-a-person")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile(rf"^{re.escape(server.url)}/"))
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=TIMEOUT_MS)


def status(page: Page, server: Server, path: str) -> int:
    """Status of a call with the browser's cookies."""
    return page.request.get(server.url + path).status


def test_nobody_gets_in_without_a_login(page: Page, lab: Server) -> None:
    page.goto(f"{lab.url}/train")

    expect(page.get_by_role("button", name="Log in")).to_be_visible(timeout=TIMEOUT_MS)
    assert status(page, lab, "/api/models") == 401
    assert status(page, lab, "/metrics") == 401
    assert status(page, lab, "/readyz") == 200


def test_an_address_in_the_list_makes_an_owner(page: Page, lab: Server) -> None:
    log_in(page, lab, "ada")

    assert status(page, lab, "/api/models") == 200
    assert status(page, lab, "/metrics") == 200


def test_another_address_makes_a_member_who_can_log_out(page: Page, lab: Server) -> None:
    log_in(page, lab, "max")

    assert status(page, lab, "/api/models") == 200
    assert status(page, lab, "/metrics") == 403
    page.goto(f"{lab.url}/train")
    expect(page.get_by_role("heading", name="Train").first).to_be_visible(timeout=TIMEOUT_MS)

    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="Yes, sign me out").click()  # on the provider's page
    expect(page.get_by_role("button", name="Log in")).to_be_visible(timeout=TIMEOUT_MS)
    assert status(page, lab, "/api/models") == 401


def test_an_address_that_the_provider_has_not_verified_makes_no_owner(
    page: Page, lab: Server
) -> None:
    log_in(page, lab, "eve")

    assert status(page, lab, "/api/models") == 200
    assert status(page, lab, "/metrics") == 403


def test_a_kiosk_makes_a_guest_of_its_owner_and_an_audience_of_strangers(
    page: Page, tmp_path: Path
) -> None:
    variables = {"LATENT_LAB_KIOSK": "true", "LATENT_LAB_ANONYMOUS": "audience"}
    with dashboard(tmp_path, **variables) as server:
        assert status(page, server, "/api/models") == 403
        assert status(page, server, "/api/rooms/ABCD/map.png") == 404  # there is no such room

        log_in(page, server, "ada")

        assert status(page, server, "/api/models") == 200
        assert status(page, server, "/metrics") == 403


def test_the_log_has_a_line_for_every_call_and_no_secret(page: Page, lab: Server) -> None:
    log_in(page, lab, "max")
    drawing = [[0.123456789] * 784]
    for path in ("/api/classify", "/api/classify?code=code-of-a-login"):
        page.request.post(lab.url + path, data=json.dumps({"images": drawing, "models": [7]}))
    page.request.get(f"{lab.url}/oauth2callback?code=code-of-a-login&state=none")
    cookies = [cookie["value"] for cookie in page.context.cookies(lab.url)]
    for token in (TOKEN, METRICS_TOKEN):
        lab.ask("/metrics", {"Authorization": f"Bearer {token}"})

    lines = [json.loads(line) for line in lab.log().splitlines() if line.strip()]

    calls = {line["route"]: line for line in lines if line["message"] == "Call"}
    assert {"/api/classify", "/oauth2callback", "/metrics"} <= set(calls)
    assert calls["/api/classify"]["request"]
    log = lab.log()
    for secret in (SECRET, COOKIE_SECRET, TOKEN, METRICS_TOKEN, *cookies):
        assert secret not in log
    for text in ("0.123456789", "code-of-a-login", "password-of-a-person", "code="):
        assert text not in log
