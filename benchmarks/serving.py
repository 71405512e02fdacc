"""Helpers of benchmarks: the app in a process of its own, and percentiles of times."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np

PROJECT = Path(__file__).resolve().parent.parent


START_S = 300


def percentile(times: list[float], share: float) -> float | None:
    """A percentile rounded to a hundredth of a millisecond; None without times."""
    return round(float(np.percentile(times, share)), 2) if times else None


def wait_for_answer(url: str, process: subprocess.Popen[bytes], timeout_s: float) -> None:
    """Wait until a server answers at an address; raise the last error if it ends or is too late.

    ``timeout_s`` is that of one call.
    """
    deadline = time.monotonic() + START_S
    while True:
        try:
            urlopen(url, timeout=timeout_s).close()
            return
        except (URLError, OSError):
            if time.monotonic() > deadline or process.poll() is not None:
                raise
            time.sleep(0.2)


@contextmanager
def server(most: int | None = None) -> Iterator[str]:
    """Run the app in its own process and yield its address.

    ``most`` is the largest number of waiting calls that are computed together.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    change = "" if most is None else f"import core.api.server.workers as w; w.MAX_BATCH = {most}; "
    start = (
        f"import uvicorn; uvicorn.run('app:app', port={port}, access_log=False, "
        "ws='websockets-sansio', ws_per_message_deflate=False)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", change + start],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for_answer(f"{url}/healthz", process, timeout_s=2)
        yield url
    finally:
        process.terminate()
        process.wait()
