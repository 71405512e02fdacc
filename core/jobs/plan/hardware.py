"""The devices of this machine that can train."""

import os
import subprocess
from dataclasses import dataclass

import torch

from core.jobs.context import worker_threads


@dataclass(frozen=True)
class Device:
    """One device that can train."""

    name: str  # as in PyTorch
    title: str  # for people


def devices() -> list[Device]:
    """The devices of this machine, the fastest first, GPUs with their free memory."""
    gpus = [Device(f"cuda:{index}", title) for index, title in enumerate(_gpu_titles())]
    if torch.backends.mps.is_available():
        gpus.append(Device("mps", "Apple GPU (MPS)"))
    cores = os.cpu_count() or 1
    reserve = "one kept free" if worker_threads("cpu") < cores else ""
    return [*gpus, Device("cpu", f"CPU ({cores} cores, {reserve or 'its only core'})")]


def _gpu_titles() -> list[str]:
    """Name and free memory per GPU, from the driver: PyTorch would use GPU memory to find out."""
    if not torch.cuda.is_available():
        return []
    query = ["nvidia-smi", "--query-gpu=name,memory.free", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(query, capture_output=True, text=True, check=True, timeout=5).stdout
        lines = [line.rsplit(",", 1) for line in answer.strip().splitlines()]
        titles = [f"{name.strip()}, {int(free) / 1024:.1f} GiB free" for name, free in lines]
    except (OSError, ValueError, subprocess.SubprocessError):
        titles = []
    count = torch.cuda.device_count()
    if len(titles) != count:  # some GPUs are hidden, so no line can be assigned to any of them
        titles = [torch.cuda.get_device_name(index) for index in range(count)]
    return titles
