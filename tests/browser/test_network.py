"""Nothing calls out: with the network closed, start, pages and handshakes work without an attempt.

Every test of this folder runs with the network closed; these provoke what used to call out.
"""

import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import CLOSED_NETWORK, Server, closed_network
from tests.browser.helpers import Troubles, visit
from tests.menu import TITLES

HANDSHAKE = """GET {path} HTTP/1.1\r
Host: {host}\r
Connection: Upgrade\r
Upgrade: websocket\r
Sec-WebSocket-Version: 13\r
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
{origin}\r
"""


def handshake(server: Server, path: str, origin: str) -> int:
    """Status of the answer to a handshake that names this origin."""
    address = urlsplit(server.url)
    line = f"Origin: {origin}\r\n" if origin else ""
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        text = HANDSHAKE.format(path=path, host=address.netloc, origin=line)
        connection.sendall(text.encode())
        return int(connection.recv(100).split()[1])


def test_the_network_is_closed() -> None:
    script = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)"

    attempt = subprocess.run(
        [sys.executable, "-c", script], env=closed_network(), capture_output=True, text=True
    )

    assert CLOSED_NETWORK.exists()
    assert "CALL OUT: socket." in attempt.stderr
    assert "the network is closed: 192.0.2.1" in attempt.stderr


def test_starting_has_called_nobody(server: Server) -> None:
    assert "CALL OUT" not in server.log.read_text()


@pytest.mark.parametrize("path", ["/_stcore/stream", "/api/channel"])
@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://evil.example", 403),
        ("http://localhost:9999", 403),
        ("http://[::1", 403),
        ("null", 403),
        ("", 101),
    ],
)
def test_a_handshake_calls_nobody(server: Server, path: str, origin: str, status: int) -> None:
    assert handshake(server, path, origin) == status
    assert "CALL OUT" not in server.log.read_text()


@pytest.mark.parametrize("path", TITLES)
def test_a_page_calls_nobody_and_keeps_to_the_policy(
    page: Page, troubles: Troubles, path: str
) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.add_init_script(
        "window.__violations = [];"
        "document.addEventListener('securitypolicyviolation',"
        " (e) => window.__violations.push(`${e.violatedDirective} ${e.blockedURI}`))"
    )

    visit(page, path)

    assert page.evaluate("window.__violations") == []
    own = urlsplit(page.url).netloc
    elsewhere = {url for url in requests if urlsplit(url).netloc not in ("", own)}
    assert elsewhere == set()
