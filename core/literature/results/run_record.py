"""Date, machine and package versions of a run: ``docs/results/run.json``."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import torch
from pydantic import BaseModel, ConfigDict

from core.literature.results.result_file import read_result
from core.storage.files import write_atomic
from core.training.devices import device_name

PACKAGES = ("torch", "numpy", "scikit-learn")


class RunRecord(BaseModel):
    """The circumstances of one run of ``make reproduce``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: str  # of its end, ISO 8601 in UTC
    device: str
    processor: str
    threads: int  # of PyTorch on the CPU
    seed: int
    seconds: float  # the whole run; models of an earlier run are not trained again
    versions: dict[str, str]
    dataset: str  # number of test images and title


def record_run(device: torch.device, seed: int, seconds: float, dataset: str) -> RunRecord:
    """The record of the run that ends now."""
    return RunRecord(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        device=device_name(device),
        processor=f"{platform.machine()}, {os.cpu_count()} cores",
        threads=torch.get_num_threads(),
        seed=seed,
        seconds=seconds,
        versions={"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        dataset=dataset,
    )


def write_run(run: RunRecord, path: Path) -> None:
    """Write the record as JSON, atomically."""
    write_atomic(path, (run.model_dump_json(indent=1) + "\n").encode())


def read_run(path: Path) -> RunRecord:
    """Read a record.

    Raises:
        ResultsError: the file is missing or damaged.
    """
    return read_result(path, RunRecord.model_validate_json)
