r"""A lecture of visitors and two abusers: waits of the gentle visitors, and the server's memory.

    python -m benchmarks.load [--visitors 200] [--drags 40] [--abusers 2] [--seconds 120] \
        [--after 180] [--kinds batches routes drawings uploads bodies headers]

Starts a server on loopback with a home of its own. Each visitor is a browser's session: a cookie,
the page, and Streamlit's socket with one run of the page. Some of them drag the dial of Denoise at
10 Hz over a channel. Meanwhile a training runs, and two abusers make the most expensive calls that
are allowed: large batches through eight networks over five sockets, and clusters with a new seed,
planes, films and sheets, twenty at a time. `benchmarks.abusers` has more kinds. With ``--kinds``
the abusers take turns: with six kinds, the first abuser acts as the first, third and fifth for a
third of the time each, and the second abuser as the others. One line for each part of the time
says how long the gentle visitors waited. The last line is a JSON object:

    sessions        visitors whose page ran to its end
    errors          answers to gentle visitors other than 200, and to abusers other than 200, 202,
                    204 (kept), 408 (too late), 429, and a connection closed during an upload
    gentle_p50_ms   time of a drag's answer, in milliseconds; also gentle_p95_ms
    abuser_429      refusals of the abusers
    rss_before_mb   memory of the server with all pages open, before the load
    rss_plateau_mb  median in the last quarter of the load
    rss_after_mb    --after seconds later, with the pages still open
    threads_most    the largest number of threads of the server
    epochs          epochs that the training finished during the load
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from benchmarks.abusers import FULFILLED, KINDS, REFUSED, Target, take_turns
from benchmarks.serving import wait_for_answer
from benchmarks.sessions import RAW, Figures, channel_to, cookie, open_page, status_of
from core.api.server.channel import pack
from core.checkpoints.pool import pool
from core.jobs import JobSpec, LocalRunner
from core.settings import settings
from core.training.recipes.shipped import RECIPES

PROJECT = Path(__file__).resolve().parent.parent
RATE_HZ = 10
ROW = 60_000
RAMP = 8  # pages that open at once


@contextmanager
def server(home: Path) -> Iterator[tuple[int, int]]:
    """Run the app as `make run` does with the home folder ``home``; yields port and process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "app:app", "--port", str(port), "--no-access-log"]
    options = ["--ws", "websockets-sansio", "--ws-per-message-deflate", "false"]
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *options],
            cwd=PROJECT,
            env={**os.environ, "LATENT_LAB_HOME": str(home)},
            stdout=log,
            stderr=log,
        )
    try:
        wait_for_answer(f"http://127.0.0.1:{port}/api/models", process, timeout_s=60)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def process_figures(pid: int) -> tuple[float, int]:
    """Resident memory of a process in MB, and its number of threads."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    return int(fields["VmRSS"].split()[0]) * 1024 / 1e6, int(fields["Threads"])


async def visit(
    port: int, own: dict[str, str], ramp: asyncio.Semaphore, leave: asyncio.Event, seen: Figures
) -> None:
    """Open a page and keep it open until ``leave`` is set."""
    async with ramp:
        try:
            opened = (await open_page(port, own)).socket
        except (WebSocketException, OSError, TimeoutError):
            return
        seen.sessions += 1
    listening = asyncio.create_task(_listen(opened))
    await leave.wait()
    await opened.close()
    await listening


async def _listen(opened: ClientConnection) -> None:
    with suppress(WebSocketException):
        async for _ in opened:
            pass


async def ask(channel: ClientConnection, body: dict[str, object], accept: str = RAW) -> int:
    """Status of a call of /api/denoise over a channel on which no other call is in progress."""
    header = {"id": 1, "path": "/api/denoise", "type": "application/json", "accept": accept}
    await channel.send(pack(header, json.dumps(body).encode()))
    return status_of(await channel.recv(decode=False))


async def drag(port: int, own: dict[str, str], number: int, seconds: float, seen: Figures) -> None:
    """Move the dial ten times a second with one call in progress, as the page does."""
    await asyncio.sleep(number / RATE_HZ / 40)
    async with channel_to(port, own) as channel:
        end = time.perf_counter() + seconds
        move = 0
        while (start := time.perf_counter()) < end:
            body: dict[str, object] = {
                "rows": [ROW + number],
                "models": ["dae-dense-128"],
                "classifier": "clf-mlp-3",
                "noise": {"kind": "gaussian", "sigma": move % 200 / 100},
                "seed": number,
            }
            try:
                async with asyncio.timeout(60):
                    seen.gentle[await ask(channel, body)] += 1
            except (WebSocketException, TimeoutError):
                seen.gentle[0] += 1
                return
            seen.gentle_ms.append(1000 * (time.perf_counter() - start))
            await asyncio.sleep(max(0.0, 1 / RATE_HZ - (time.perf_counter() - start)))
            move += 1


async def watch(pid: int, memory: list[float], threads: list[int]) -> None:
    """Record the memory and the threads of the server twice a second."""
    while True:
        rss, count = process_figures(pid)
        memory.append(rss)
        threads.append(count)
        await asyncio.sleep(0.5)


def epochs_of(home: Path, job: str) -> int:
    """Epochs that a training has finished."""
    events = LocalRunner(home / "jobs").events(job)
    return sum(event.get("event") == "epoch" for event in events)


async def measure(args: argparse.Namespace, home: Path, port: int, pid: int) -> dict[str, object]:
    """Open the pages, run the load, and wait; returns the figures of the last line."""
    seen = Figures()
    leave, ramp = asyncio.Event(), asyncio.Semaphore(RAMP)
    browsers = [cookie() for _ in range(args.visitors)]
    visits = [asyncio.create_task(visit(port, own, ramp, leave, seen)) for own in browsers]
    while seen.sessions + sum(task.done() for task in visits) < args.visitors:
        await asyncio.sleep(0.5)
    print(f"{seen.sessions} pages are open")
    recipe = RECIPES["dae-dense-128"].model_copy(update={"name": "load", "epochs": 200})
    job = LocalRunner(home / "jobs").submit(
        JobSpec(kind="train", title="load", params={"recipe": recipe.model_dump(mode="json")})
    )
    async with channel_to(port, browsers[0]) as channel:  # loads the networks before the load
        await ask(channel, {"rows": [ROW], "models": ["dae-dense-128"], "classifier": "clf-mlp-3"})
    before_mb, _ = process_figures(pid)
    memory: list[float] = []
    threads: list[int] = []
    watching = asyncio.create_task(watch(pid, memory, threads))
    first_epochs = epochs_of(home, job)
    models = pool().names("reconstruct", shape=(1, 28, 28))[:8]  # those that take rows of MNIST
    target = Target(port, models, seen)
    lanes = [args.kinds[at :: args.abusers] for at in range(args.abusers)]
    abusers = [
        asyncio.create_task(take_turns(lane, target, args.seconds)) for lane in lanes if lane
    ]
    parts = asyncio.create_task(report_parts(lanes, args.seconds, seen))
    await asyncio.gather(
        *(drag(port, own, at, args.seconds, seen) for at, own in enumerate(browsers[: args.drags]))
    )
    await parts
    for abuser in abusers:
        abuser.cancel()  # they leave without waiting for their answers
    for result in await asyncio.gather(*abusers, return_exceptions=True):
        seen.abuser[0] += isinstance(result, Exception)  # a cancellation is no Exception
    plateau_mb = statistics.median(memory[-max(1, len(memory) // 4) :])
    epochs = epochs_of(home, job) - first_epochs
    print(f"{len(seen.gentle_ms):,} drags: {dict(seen.gentle)}; abusers: {dict(seen.abuser)}")
    await asyncio.sleep(args.after)
    watching.cancel()
    after_mb, _ = process_figures(pid)
    LocalRunner(home / "jobs").cancel(job)
    leave.set()
    await asyncio.gather(*visits)
    wrong = sum(count for status, count in seen.gentle.items() if status != 200)
    expected = FULFILLED | REFUSED
    wrong += sum(count for status, count in seen.abuser.items() if status not in expected)
    return {
        "sessions": seen.sessions,
        "errors": wrong,
        "gentle_p50_ms": _percentile(seen.gentle_ms, 50),
        "gentle_p95_ms": _percentile(seen.gentle_ms, 95),
        "abuser_429": seen.abuser[429],
        "rss_before_mb": round(before_mb),
        "rss_plateau_mb": round(plateau_mb),
        "rss_after_mb": round(after_mb),
        "threads_most": max(threads),
        "epochs": epochs,
    }


async def report_parts(lanes: list[list[str]], seconds: float, seen: Figures) -> None:
    """Print how long the gentle visitors waited during each kind of abuse."""
    count = max((len(lane) for lane in lanes), default=1)
    for part in range(count):
        first = len(seen.gentle_ms)
        await asyncio.sleep(seconds / count)
        kinds = [lane[part * len(lane) // count] for lane in lanes if lane]
        drags = seen.gentle_ms[first:]
        p50, p95 = (_percentile(drags, share) for share in (50, 95))
        beside = " and ".join(kinds) or "nobody"
        print(f"beside {beside}: {len(drags):,} drags, p50 {p50} ms, p95 {p95} ms")


def _percentile(times: list[float], share: float) -> float | None:
    return round(float(np.percentile(times, share)), 1) if times else None


def main() -> None:
    """Measure, print, and end with a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--drags", type=int, default=40, help="visitors who drag, at 10 Hz")
    parser.add_argument("--abusers", type=int, choices=(0, 1, 2), default=2, help="at a time")
    parser.add_argument(
        "--kinds", nargs="+", choices=KINDS, default=["batches", "routes"], help="of abusers"
    )
    parser.add_argument("--seconds", type=float, default=120, help="of load")
    parser.add_argument("--after", type=float, default=180, help="seconds of rest after it")
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.2f}")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "data").symlink_to(settings().data.resolve(), target_is_directory=True)
        with server(home) as (port, pid):
            figures = asyncio.run(measure(args, home, port, pid))
    print(f"load after {os.getloadavg()[0]:.2f}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
