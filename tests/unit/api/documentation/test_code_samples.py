"""Every code sample of the documentation runs as it is, in a shell and in Python."""

import contextlib
import io
import json
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

from core.api import all_routes, calls
from core.api.endpoints import ENDPOINTS
from core.api.server.answer import JSON
from core.api.server.endpoint import Endpoint
from core.checkpoints.pool import pool
from core.inference import queue
from core.settings import PROJECT
from tests.unit.endless import never_ready

SCRIPTS = PROJECT / "pages"
# Readers put the id of a job of their own here; no job has that of the example.
JOB_PARAMETERS = ("job",)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The routes over the shipped checkpoints, on a real port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = Starlette(routes=all_routes(SCRIPTS, calls()))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queue, "result", never_ready)
        yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def samples(address: str) -> dict[str, dict[str, str]]:
    """The code samples by path of the route and by label."""
    described = json.load(urlopen(f"{address}/api/openapi.json"))
    return {
        path: {sample["label"]: sample["source"] for sample in operation["x-codeSamples"]}
        for path, methods in described["paths"].items()
        for operation in methods.values()
    }


def skip_without_checkpoints(endpoint: Endpoint) -> None:
    """Skip the test if the store lacks a checkpoint of the example."""
    known = set(pool().names())
    for name in ("model", "models", "classifier", "autoencoder"):
        value = endpoint.example.get(name) or []
        wanted = value.split(",") if isinstance(value, str) else value
        if missing := set(wanted) - known:
            pytest.skip(f"no {', '.join(missing)} in the store")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: one.path)
def test_the_python_sample_runs(
    endpoint: Endpoint,
    samples: dict[str, dict[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    skip_without_checkpoints(endpoint)
    monkeypatch.chdir(tmp_path)
    output = io.StringIO()
    lines = samples[endpoint.path]["Python"]

    if set(JOB_PARAMETERS) & set(endpoint.example):
        with pytest.raises(HTTPError, match="404"):
            exec(lines, {})
        return
    with contextlib.redirect_stdout(output):
        exec(lines, {})

    if JSON in endpoint.media:
        assert output.getvalue().startswith("{")
    else:
        (saved,) = tmp_path.iterdir()
        assert saved.stat().st_size > 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda one: one.path)
def test_the_curl_sample_runs(
    endpoint: Endpoint, samples: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    skip_without_checkpoints(endpoint)
    line = samples[endpoint.path]["curl"]

    done = subprocess.run(
        ["sh", "-c", line.replace("curl ", "curl -sS ", 1)],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=True,
    )

    if JSON in endpoint.media:
        answer = json.loads(done.stdout)
        assert "error" not in answer or set(JOB_PARAMETERS) & set(endpoint.example), answer
    else:
        (saved,) = tmp_path.iterdir()
        assert not saved.read_bytes().startswith(b'{"error"')
