"""The dashboard under each documented command, in a process and a home of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.settings import PROJECT

START_S = 240
PYTHON = sys.executable
COMMANDS: Mapping[str, Sequence[str]] = {
    "make": ["make", "run", "OPEN=0", "PORT={port}"],
    "uvicorn": [PYTHON, "-m", "uvicorn", "app:app", "--port", "{port}"],
    "streamlit": [PYTHON, "-m", "streamlit", "run", "app.py", "--server.headless", "true"],
}
"""The commands of docs/serving.md; Streamlit's takes the port from the environment as well."""


@dataclass(frozen=True)
class Server:
    """A running dashboard."""

    process: subprocess.Popen[bytes]
    port: int
    output: Path

    @property
    def url(self) -> str:
        """Address of the start page, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def log(self) -> str:
        """All that the server has printed."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def ask(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body of an answer, also of a refusal."""
        request = urllib.request.Request(self.url + path, headers=dict(headers or {}))
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(
    command: str, folder: Path, *, port: int | None = None, **variables: str
) -> subprocess.Popen[bytes]:
    """Start the dashboard; its output goes to ``folder/output.txt``."""
    port = port or free_port()
    arguments = [part.format(port=port) for part in COMMANDS[command]]
    own = {"STREAMLIT_SERVER_PORT": str(port)} if command == "streamlit" else {}
    with (folder / "output.txt").open("wb") as output:
        return subprocess.Popen(
            arguments,
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT), **own, **variables},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def refusal(command: str, folder: Path, **options: str | int) -> tuple[int, str]:
    """Exit status and output of a dashboard that does not start."""
    process = start(command, folder, **options)  # pyrefly: ignore[bad-argument-type]
    try:
        status = process.wait(START_S)
    finally:
        end(process)
    return status, (folder / "output.txt").read_text(encoding="utf-8")


@contextmanager
def running(
    command: str, folder: Path, *, port: int | None = None, **variables: str
) -> Iterator[Server]:
    """A dashboard whose routes are imported; ended at the end whatever happens."""
    port = port or free_port()
    server = Server(start(command, folder, port=port, **variables), port, folder / "output.txt")
    try:
        wait_until_ready(server)
        yield server
    finally:
        end(server.process)


def wait_until_ready(server: Server) -> None:
    """Wait until the routes are imported, whatever else the server may lack."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if b'"start"' not in server.ask("/readyz")[1]:
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail(f"The server did not start:\n{server.log()[-4000:]}", pytrace=False)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and its children, if they still run."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
