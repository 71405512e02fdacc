"""The devices that the form of a training offers."""

import subprocess
from typing import Any

import pytest
import torch

from core.jobs.plan import hardware


@pytest.fixture
def two_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda index: f"GPU {index}")


def driver_says(monkeypatch: pytest.MonkeyPatch, text: str | Exception) -> None:
    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        assert command[0] == "nvidia-smi"
        if isinstance(text, Exception):
            raise text
        return subprocess.CompletedProcess(command, 0, text, "")

    monkeypatch.setattr(subprocess, "run", run)


def test_the_cpu_comes_last_and_keeps_a_core_for_the_dashboard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.jobs.plan.hardware.os.cpu_count", lambda: 4)
    monkeypatch.setattr(hardware, "worker_threads", lambda device: 3)

    last = hardware.devices()[-1]

    assert last == hardware.Device("cpu", "CPU (4 cores, one kept free)")


def test_gpus_come_by_name_with_their_free_memory(
    two_gpus: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver_says(monkeypatch, "NVIDIA A, big, 81920\nNVIDIA B, 512\n")

    assert hardware.devices()[:2] == [
        hardware.Device("cuda:0", "NVIDIA A, big, 80.0 GiB free"),
        hardware.Device("cuda:1", "NVIDIA B, 0.5 GiB free"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "only one of them, 1024\n",
        "a, b\nc, d\n",
        FileNotFoundError("nvidia-smi"),
        subprocess.TimeoutExpired("nvidia-smi", 5),
        subprocess.CalledProcessError(9, "nvidia-smi"),
    ],
)
def test_gpus_come_by_name_where_the_driver_does_not_tell(
    two_gpus: None, monkeypatch: pytest.MonkeyPatch, text: str | Exception
) -> None:
    driver_says(monkeypatch, text)

    assert [device.title for device in hardware.devices()[:2]] == ["GPU 0", "GPU 1"]
