"""SIGTERM ends a server within five seconds, also in the middle of its work, under each command."""

import json
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from websockets.sync.client import connect

from core.jobs import JobSpec, LocalRunner
from core.training.recipes.shipped import RECIPES
from tests.serving.servers import COMMANDS, Server, running

STOP_S = 5.0
ROWS = list(range(256))


def keep_busy(server: Server, refusals: list[str]) -> threading.Thread:
    """Call for as much as one call may compute, again and again until the server is gone."""
    cards = json.loads(server.ask("/api/models")[1])["models"]
    cards = [card for card in cards if "8x8" not in card["name"]]
    names = [card["name"] for card in cards if card["name"].startswith(("ae-conv", "dae-conv"))]
    body = json.dumps({"rows": ROWS, "models": names}).encode()
    headers = {"Content-Type": "application/json"}

    def call() -> None:
        while not refusals:
            request = urllib.request.Request(f"{server.url}/api/denoise", body, headers)
            try:
                urllib.request.urlopen(request, timeout=60).close()
            except urllib.error.HTTPError as error:
                refusals.append(error.read().decode())
            except OSError:
                return

    return threading.Thread(target=call)


def start_job(home: Path) -> tuple[LocalRunner, str]:
    runner = LocalRunner(home / "jobs")
    recipe = {**RECIPES["dae-dense-128"].model_dump(mode="json"), "name": "long", "epochs": 500}
    job = runner.submit(JobSpec(kind="train", title="Long", params={"recipe": recipe}))
    deadline = time.monotonic() + 120
    while runner.status(job).state != "running" or not (runner.folder(job).worker.exists()):
        assert time.monotonic() < deadline, runner.status(job)
        time.sleep(0.1)
    return runner, job


@pytest.mark.parametrize(
    ("command", "number"),
    [*((command, signal.SIGTERM) for command in COMMANDS), ("uvicorn", signal.SIGINT)],
)
def test_a_signal_ends_the_server_and_not_its_job(
    command: str, number: signal.Signals, tmp_path: Path, lab_home: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "data").symlink_to(lab_home / "data")
    variables = {"LATENT_LAB_HOME": str(home), "LATENT_LAB_CALL_MS": "600000"}
    with running(command, tmp_path, **variables) as server:
        runner, job = start_job(home)
        try:
            with connect(f"ws://127.0.0.1:{server.port}/api/channel"):
                refusals: list[str] = []
                calling = keep_busy(server, refusals)
                calling.start()
                time.sleep(1.0)
                assert calling.is_alive(), refusals

                start = time.monotonic()
                server.process.send_signal(number)
                server.process.wait(60)
                took_s = time.monotonic() - start
                calling.join()

            assert took_s < STOP_S
            assert runner.folder(job).alive()
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", server.port), 1)
            assert "Traceback" not in server.log()
        finally:
            kill(runner, job)


def kill(runner: LocalRunner, job: str) -> None:
    from core.jobs.local.process import kill_worker

    deadline = time.monotonic() + 30
    while runner.folder(job).alive() and time.monotonic() < deadline:
        kill_worker(runner.folder(job))
        time.sleep(0.1)
