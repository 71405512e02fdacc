r"""A lecture of visitors and two abusers: what the gentle ones wait, and what the server needs.

    python -m benchmarks.load [--visitors 200] [--drags 40] [--abusers 2] [--seconds 120] \
        [--after 180]

Starts a server on loopback with a home of its own. Each visitor is a browser's session: a cookie,
the page, and Streamlit's socket with one run of the page. Some of them drag the dial of Denoise at
10 Hz over a channel. Beside them a training runs, and two abusers ask for the dearest calls that
one may ask for: large batches through eight networks over five sockets, and clusters with a new
seed, planes, films and sheets, twenty at a time. The last line is a JSON object:

    sessions        visitors whose page ran to its end
    errors          answers to gentle visitors but 200, and to abusers but 200, 202 and 429
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
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import httpx2
import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from core.api.security.guard import COOKIE
from core.api.server.channel import pack
from core.checkpoints.pool import pool
from core.jobs import JobSpec, LocalRunner
from core.settings import settings
from core.training.recipes.shipped import RECIPES

PROJECT = Path(__file__).resolve().parent.parent
START_S = 300
PAGE_S = 300.0
RATE_HZ = 10
ROW = 60_000
RAMP = 8  # pages that open at once
MOST_MESSAGE = 64 * 2**20
RAW = "application/octet-stream"


@dataclass
class Figures:
    """What the visitors saw."""

    sessions: int = 0
    gentle_ms: list[float] = field(default_factory=list)
    gentle: Counter[int] = field(default_factory=Counter)
    """Statuses of the answers; 0 for none."""
    abuser: Counter[int] = field(default_factory=Counter)


@contextmanager
def server(home: Path) -> Iterator[tuple[int, int]]:
    """Run the app as `make run` does, with a home folder of its own; its port and process id."""
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
        deadline = time.monotonic() + START_S
        while True:
            try:
                urlopen(f"http://127.0.0.1:{port}/api/models", timeout=60).close()
                break
            except (URLError, OSError):
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.2)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def process_figures(pid: int) -> tuple[float, int]:
    """Resident memory of a process in MB, and its number of threads."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    return int(fields["VmRSS"].split()[0]) * 1024 / 1e6, int(fields["Threads"])


def cookie() -> dict[str, str]:
    """The header of a browser that has been here before."""
    return {"Cookie": f"{COOKIE}={secrets.token_urlsafe(32)}"}


async def open_page(port: int, own: dict[str, str]) -> ClientConnection:
    """Streamlit's socket of a page of Denoise after its first run."""
    opened = await connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        additional_headers=own,
        subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],  # pyrefly: ignore
        max_size=MOST_MESSAGE,
        open_timeout=PAGE_S,
        ping_timeout=None,
    )
    message = BackMsg()
    message.rerun_script.page_name = "denoise"
    await opened.send(message.SerializeToString())
    async with asyncio.timeout(PAGE_S):
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await opened.recv(decode=False))
            if answer.WhichOneof("type") == "script_finished":
                return opened


async def visit(
    port: int, own: dict[str, str], ramp: asyncio.Semaphore, leave: asyncio.Event, seen: Figures
) -> None:
    """Open a page and keep it open."""
    async with ramp:
        try:
            opened = await open_page(port, own)
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
    """Status of a call of /api/denoise over a channel that waits for no other answer."""
    header = {"id": 1, "path": "/api/denoise", "type": "application/json", "accept": accept}
    await channel.send(pack(header, json.dumps(body).encode()))
    return _status(await channel.recv(decode=False))


def _status(message: bytes) -> int:
    status: int = json.loads(message[4 : 4 + int.from_bytes(message[:4], "little")])["status"]
    return status


def channel_to(port: int, own: dict[str, str]) -> connect:
    """A channel for calls, not yet open."""
    return connect(
        f"ws://127.0.0.1:{port}/api/channel",
        additional_headers=own,
        max_size=MOST_MESSAGE,
        open_timeout=60,
        ping_timeout=None,
    )


async def drag(port: int, own: dict[str, str], number: int, seconds: float, seen: Figures) -> None:
    """Move the dial ten times a second; like the page, with one call in progress."""
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


async def flood_batches(port: int, models: list[str], seen: Figures) -> None:
    """Five sockets with eight calls each, of as many rows as one call may have."""
    own = cookie()
    rows = min(256, int(settings().call_ms / (1.5 * len(models) + 1)))
    body: dict[str, object] = {"rows": list(range(rows)), "models": models}
    header = {"id": 1, "path": "/api/denoise", "type": "application/json", "accept": RAW}
    message = pack(header, json.dumps(body).encode())

    async def flood() -> None:
        async with channel_to(port, own) as channel:
            for _ in range(8):
                await channel.send(message)
            while True:
                status = _status(await channel.recv(decode=False))
                seen.abuser[status] += 1
                if status == 429:
                    await asyncio.sleep(0.05)  # or this benchmark would measure its own client
                await channel.send(message)

    await asyncio.gather(*(flood() for _ in range(5)))


async def flood_routes(port: int, seen: Figures) -> None:
    """Twenty calls at a time: clusters with a new seed, planes, films, sheets of 70,000."""
    stops = ",".join(["row-60000", "row-60001"] * 4)
    film = f"/api/walk/film?models=ae-conv-2,vae-conv-2&steps=30&stops={stops}"
    plane = "/api/maps/plane?model=ae-conv-2&left=-4&right=4&bottom=-4&top=4&columns=60&rows=60"
    sheet = np.arange(70_000, dtype="<u4").tobytes()
    seed = 0

    async with httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", headers={**cookie(), "accept": "*/*"}, timeout=120
    ) as client:

        async def flood(number: int) -> None:
            nonlocal seed
            while True:
                seed += 1
                clusters = f"/api/maps/clusters?map=bottleneck:ae-conv-2&seed={seed}"
                try:
                    if number % 4 == 3:
                        answer = await client.post(
                            "/api/maps/sheet", content=sheet, headers={"content-type": RAW}
                        )
                    else:
                        answer = await client.get((clusters, plane, film)[number % 4])
                    seen.abuser[answer.status_code] += 1
                    if answer.status_code in (202, 429):
                        await asyncio.sleep(0.05)
                except httpx2.HTTPError:
                    seen.abuser[0] += 1

        await asyncio.gather(*(flood(number) for number in range(20)))


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
    """Open the pages, put the load on them, and wait; the figures of the last line."""
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
    async with channel_to(port, browsers[0]) as channel:  # what is loaded once is no load
        await ask(channel, {"rows": [ROW], "models": ["dae-dense-128"], "classifier": "clf-mlp-3"})
    before_mb, _ = process_figures(pid)
    memory: list[float] = []
    threads: list[int] = []
    watching = asyncio.create_task(watch(pid, memory, threads))
    first_epochs = epochs_of(home, job)
    models = pool().names("reconstruct", shape=(1, 28, 28))[:8]  # which take the rows of MNIST
    floods = [flood_batches(port, models, seen), flood_routes(port, seen)][: args.abusers]
    abusers = [asyncio.create_task(flood) for flood in floods]
    await asyncio.gather(
        *(drag(port, own, at, args.seconds, seen) for at, own in enumerate(browsers[: args.drags]))
    )
    for abuser in abusers:
        abuser.cancel()  # they leave without waiting for their answers
    for result in await asyncio.gather(*abusers, return_exceptions=True):
        seen.abuser[0] += isinstance(result, Exception)  # and not the cancellation
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
    wrong += sum(count for status, count in seen.abuser.items() if status not in (200, 202, 429))
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


def _percentile(times: list[float], share: float) -> float | None:
    return round(float(np.percentile(times, share)), 1) if times else None


def main() -> None:
    """Measure, print, and end with a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--drags", type=int, default=40, help="visitors who drag, at 10 Hz")
    parser.add_argument("--abusers", type=int, choices=(0, 1, 2), default=2)
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
