"""A dashboard that cannot start, or starts without a part, says so in one sentence."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from core.jobs import JobSpec, LocalRunner
from tests.serving.servers import COMMANDS, free_port, refusal, running, start


@pytest.mark.parametrize("command", COMMANDS)
def test_a_port_that_is_taken(command: str, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port()))
        other.listen()
        port = other.getsockname()[1]

        status, output = refusal(command, tmp_path, port=port)

    assert status not in (0, -signal.SIGKILL)
    assert str(port) in output
    assert "taken" in output or "not available" in output or "already in use" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("command", COMMANDS)
def test_a_setting_that_cannot_be_read(command: str, tmp_path: Path) -> None:
    status, output = refusal(command, tmp_path, LATENT_LAB_CALL_MS="many")

    assert status not in (0, -signal.SIGKILL)
    assert "The setting LATENT_LAB_CALL_MS cannot be read" in output
    assert "many" in output
    assert "Traceback" not in output


def wait_for_line(output: Path, sentence: str) -> None:
    deadline = time.monotonic() + 60
    while sentence not in (text := output.read_text(encoding="utf-8")):
        assert time.monotonic() < deadline, text
        time.sleep(0.1)


def test_a_home_without_data_and_a_store_without_checkpoints(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    home = str(tmp_path / "home")

    with running(
        "uvicorn", tmp_path, LATENT_LAB_HOME=home, LATENT_LAB_CHECKPOINTS=str(store)
    ) as server:
        wait_for_line(server.output, "Only a sample of MNIST is available: run")
        wait_for_line(server.output, "There is no usable checkpoint")
        status, body = server.ask("/readyz")
        assert server.ask("/healthz")[0] == 200
        log = server.log()

    assert status == 503
    assert b"no usable checkpoint" in body
    assert "Traceback" not in log


def test_a_store_that_is_gone(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone")

    with running("uvicorn", tmp_path, LATENT_LAB_CHECKPOINTS=gone) as server:
        wait_for_line(server.output, "folder of the checkpoints cannot be read")

        assert server.ask("/api/models")[0] == 422
        assert "Traceback" not in server.log()


def test_too_few_files(tmp_path: Path) -> None:
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    port = free_port()
    process = start("uvicorn", tmp_path, port=port, LATENT_LAB_CONNECTIONS=str(hard + 1000))
    try:
        wait_for_line(tmp_path / "output.txt", f"This process may open {hard:,} files")
        wait_for_line(tmp_path / "output.txt", "ulimit -n")
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_a_lock_that_a_killed_server_left_stops_nobody(tmp_path: Path, lab_home: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "data").symlink_to(lab_home / "data")
    with running("uvicorn", tmp_path, LATENT_LAB_HOME=str(home)) as server:
        wait_for_line(server.output, "Application startup complete")
    assert (home / "jobs" / ".runner.lock").exists()
    runner = LocalRunner(home / "jobs")
    job = runner.submit(JobSpec(kind="train", title="Wrong", params={"recipe": {"name": "x"}}))

    with running("uvicorn", tmp_path, LATENT_LAB_HOME=str(home)):
        deadline = time.monotonic() + 120
        while (state := runner.status(job).state) in ("queued", "running"):
            assert time.monotonic() < deadline, state
            time.sleep(0.2)

    assert state == "failed"  # it has run: its recipe is not one


def test_a_second_server_of_one_home_says_that_the_first_starts_the_jobs(tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        folder.mkdir()
    with (
        running("uvicorn", folders[0], LATENT_LAB_HOME=home),
        running("uvicorn", folders[1], LATENT_LAB_HOME=home) as second,
    ):
        wait_for_line(second.output, "Another server starts the jobs of this folder")

        assert b'"jobs":{"status":"ok"' in second.ask("/readyz")[1]
