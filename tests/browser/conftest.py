"""The real app behind uvicorn, and a browser page that reports whatever goes wrong on it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from core.settings import PROJECT, settings
from tests.browser.helpers import TIMEOUT_MS, Troubles, assert_no_trouble, forget, prepare
from tests.stores import store_at
from tools.chromium import launch_options

START_S = 240
CLOSED_NETWORK = Path(__file__).with_name("closed_network")

expect.set_options(timeout=TIMEOUT_MS)


@dataclass(frozen=True)
class Server:
    """A running dashboard: its address and the file that its output goes to."""

    url: str
    log: Path


def closed_network() -> dict[str, str]:
    """The environment of a process that can reach nothing but this machine."""
    path = os.pathsep.join(filter(None, [str(CLOSED_NETWORK), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    pytest.fail(f"The app did not start at {url}:\n{log.read_text()[-4000:]}", pytrace=False)


@pytest.fixture(scope="session", autouse=True)
def _clean_stop() -> Iterator[None]:
    """Let fixtures tidy up after SIGTERM too, which would leave the server behind."""
    before = signal.signal(signal.SIGTERM, lambda *_: pytest.exit("terminated", returncode=143))
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="session")
def own_store(lab_home: Path) -> Iterator[Path]:
    """A copy of the shipped checkpoints, so that no test sees what another process's tests add."""
    folder = lab_home / "checkpoints"
    shutil.copytree(settings().checkpoints, folder)
    with store_at(folder):
        yield folder


@pytest.fixture(scope="session")
def server(lab_home: Path, own_store: Path) -> Iterator[Server]:
    """The dashboard in a process of its own, on a free port."""
    with served(lab_home / "server.log") as running:
        yield running


@contextmanager
def served(log: Path, **variables: str) -> Iterator[Server]:
    """The dashboard on a free port, with environment variables of its own; output in ``log``."""
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", "app:app", "--port", str(port)]
    command += ["--no-access-log", "--timeout-graceful-shutdown", "3"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=closed_network() | variables,
        )
    try:
        running = Server(f"http://127.0.0.1:{port}", log)
        _wait_for(running.url, process, log)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    """What ``page.goto("/map")`` is relative to."""
    return server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of this machine, with flags for a closed network and software WebGL."""
    return browser_type_launch_args | launch_options()


@pytest.fixture
def troubles(server: Server) -> Troubles:
    """What has gone wrong so far in this test; a test that provokes errors clears it."""
    return Troubles(server.log)


@pytest.fixture(scope="session")
def tab(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Page]:
    """One tab for all tests of a process.

    In each new one the browser compiles Streamlit's client and Plotly anew, which takes twice as
    long as all else that a test does with a page.
    """
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab: Page, troubles: Troubles) -> Iterator[Page]:
    """A page that remembers nothing, and that fails its test for any error left over at the end."""
    prepare(tab)
    troubles.watch(tab)
    yield tab
    try:
        assert_no_trouble(tab, troubles)
    finally:
        troubles.leave(tab)
        forget(tab)


@pytest.fixture
def fresh_page(page: Page, troubles: Troubles) -> Iterator[Page]:
    """The same in a tab of its own, for a test that changes what scripts find in it."""
    own = page.context.new_page()
    prepare(own)
    troubles.watch(own)
    yield own
    assert_no_trouble(own, troubles)
