"""Whatever the page for people prints runs as it stands, in a shell and in Python."""

import contextlib
import html
import io
import json
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import uvicorn
from starlette.applications import Starlette

from core.api import ENDPOINTS, routes
from core.api.server import later
from core.api.server.answer import JSON
from core.api.server.endpoint import Endpoint
from core.checkpoints.pool import pool
from core.settings import PROJECT
from tests.unit.endless import Endless

SCRIPTS = PROJECT / "pages"
# A job of the reader's own stands in these: there is none with the id in the example.
OF_A_JOB = ("job",)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The routes over the shipped checkpoints, on a real port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = Starlette(routes=routes(SCRIPTS))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(later, "work", Endless())
        yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def printed(address: str) -> dict[str, tuple[str, str]]:
    """By the id of its section: the line for the shell and the one for Python."""
    page = urlopen(f"{address}/api/docs").read().decode()
    found = {}
    for section in page.split('<section id="')[1:]:
        name = section.partition('"')[0]
        shell, python = re.findall(r"<pre>(.*?)</pre>", section, re.DOTALL)
        found[name] = (html.unescape(shell), html.unescape(python))
    return found


def named(endpoint: Endpoint) -> str:
    return endpoint.handler.__name__


def possible(endpoint: Endpoint) -> None:
    """Skip where the store lacks a checkpoint of the example."""
    known = set(pool().names())
    for name in ("model", "models", "classifier", "autoencoder"):
        value = endpoint.example.get(name) or []
        wanted = value.split(",") if isinstance(value, str) else value
        if missing := set(wanted) - known:
            pytest.skip(f"no {', '.join(missing)} in the store")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: one.path)
def test_the_python_lines_run(
    endpoint: Endpoint,
    printed: dict[str, tuple[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    possible(endpoint)
    monkeypatch.chdir(tmp_path)
    said = io.StringIO()
    lines = printed[named(endpoint)][1]

    if set(OF_A_JOB) & set(endpoint.example):
        with pytest.raises(HTTPError, match="404"):
            exec(lines, {})
        return
    with contextlib.redirect_stdout(said):
        exec(lines, {})

    if JSON in endpoint.media:
        assert said.getvalue().startswith("{")
    else:
        (saved,) = tmp_path.iterdir()
        assert saved.stat().st_size > 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: one.path)
def test_the_line_for_the_shell_runs(
    endpoint: Endpoint, printed: dict[str, tuple[str, str]], tmp_path: Path
) -> None:
    possible(endpoint)
    line = printed[named(endpoint)][0]

    done = subprocess.run(
        ["sh", "-c", line.replace("curl ", "curl -sS ", 1)],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=True,
    )

    if JSON in endpoint.media:
        answer = json.loads(done.stdout)
        assert "error" not in answer or set(OF_A_JOB) & set(endpoint.example), answer
    else:
        (saved,) = tmp_path.iterdir()
        assert not saved.read_bytes().startswith(b'{"error"')
