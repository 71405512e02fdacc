"""The composition root knows where it is reachable and says so when that is everywhere."""

import asyncio
import logging
import subprocess
import sys
import threading

import pytest
import streamlit as st

import app
from core.settings import PROJECT, settings


def test_streamlit_takes_files_of_the_size_in_the_settings() -> None:
    assert st.get_option("server.maxUploadSize") == settings().upload_mb


@pytest.mark.parametrize(
    ("argv", "host"),
    [
        (["/x/bin/uvicorn", "app:app"], "127.0.0.1"),
        (["/x/bin/uvicorn", "app:app", "--host", "0.0.0.0", "--port", "8501"], "0.0.0.0"),
        (["/x/bin/uvicorn", "--host=::", "app:app"], "::"),
        (["/x/uvicorn/__main__.py", "app:app", "--host", "192.0.2.1"], "192.0.2.1"),
    ],
)
def test_uvicorn_listens_where_its_command_line_says(argv: list[str], host: str) -> None:
    assert app.bound_host(argv) == host


def test_uvicorn_listens_where_its_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UVICORN_HOST", "192.0.2.1")
    assert app.bound_host(["/x/bin/uvicorn", "app:app"]) == "192.0.2.1"


@pytest.mark.parametrize(
    ("address", "host"), [("127.0.0.1", "127.0.0.1"), (None, "0.0.0.0"), ("::", "::")]
)
def test_streamlit_listens_where_its_setting_says(
    monkeypatch: pytest.MonkeyPatch, address: str | None, host: str
) -> None:
    monkeypatch.setattr(st, "get_option", {"server.address": address}.get)
    assert app.bound_host(["/x/bin/streamlit", "run", "app.py"]) == host


@pytest.mark.parametrize(
    "argv",
    [
        ["/x/bin/uvicorn", "app:app", "--uds", "/run/lab.sock"],
        ["/x/bin/uvicorn", "app:app", "--fd", "3"],
        ["/x/bin/uvicorn", "app:app", "--root-path", "/lab"],
        ["/x/bin/gunicorn", "app:app", "--bind", "127.0.0.1"],
        ["/x/bin/hypercorn", "app:app"],
    ],
)
def test_a_server_that_may_be_reached_otherwise_counts_as_public(argv: list[str]) -> None:
    assert app.bound_host(argv) == "0.0.0.0"


@pytest.mark.parametrize(("host", "warned"), [("0.0.0.0", True), ("127.0.0.1", False)])
def test_a_public_address_is_warned_of_at_start(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, host: str, warned: bool
) -> None:
    monkeypatch.setattr("sys.argv", ["/x/bin/uvicorn", "app:app", "--host", host])

    async def start_and_stop() -> None:
        async with app.lifespan(app.app):
            for thread in threading.enumerate():
                if thread.name == "prepare":
                    thread.join()

    with caplog.at_level(logging.WARNING):
        asyncio.run(start_and_stop())

    assert (f"Listening on {host} without login" in caplog.text) is warned


def test_garbage_is_collected_once_the_application_is_imported() -> None:
    check = "import gc, app; assert gc.isenabled()"
    subprocess.run([sys.executable, "-c", check], cwd=PROJECT, check=True)
