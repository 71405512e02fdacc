"""Time from a phone to the wall in a full room, and the number of drawings that are lost.

    python -m benchmarks.room [--phones 200] [--seconds 60] [--every 5]

Phones and a wall call a server on this machine over loopback, as their pages do: each phone waits
for news, and sends a drawing every few seconds. The time to the wall ends when an answer to the
wall contains the drawing. Run it on a quiet machine, because phones, wall and server share its
cores. The last line is a JSON object; times are in milliseconds.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
import numpy as np

from benchmarks.serving import percentile, server
from core import data
from core.rooms.reading import SIDE

WALL_PAUSE_S = 0.15  # as in pages/room/wall/wall.js
LAST_S = 15.0  # for drawings that are still on their way at the end
TIMEOUT_S = 40.0


@dataclass
class Log:
    """When each drawing was sent, and when the wall received it, in seconds of one clock."""

    sent: dict[int, float] = field(default_factory=dict)
    """By the drawing's number in the room"""
    shown: dict[int, float] = field(default_factory=dict)
    asked: int = 0
    """Drawings that phones tried to send"""
    repeats: int = 0
    """Calls that had to be repeated"""

    @property
    def lost(self) -> int:
        """Number of drawings that have not reached the wall."""
        return self.asked - len(self.sent.keys() & self.shown.keys())

    @property
    def wall_ms(self) -> list[float]:
        """Milliseconds to the wall of each drawing that has reached it."""
        return [1000 * (self.shown[n] - t) for n, t in self.sent.items() if n in self.shown]


def drawings(count: int) -> list[tuple[int, bytes]]:
    """Classes and ink of test digits, as phones would send them: uint8 (SIDE, SIDE) as bytes."""
    test = data.load("mnist").split("test")
    margin = (SIDE - 4 * 28) // 2
    return [
        (int(label), np.pad(image.numpy().repeat(4, 0).repeat(4, 1), margin).tobytes())
        for image, label in zip(test.images[:count], test.labels[:count], strict=True)
    ]


async def phone(
    client: httpx2.AsyncClient,
    room: str,
    inks: Sequence[tuple[int, bytes]],
    log: Log,
    seconds: float,
    every: float,
) -> None:
    """Enter a room and send a drawing every ``every`` seconds, for ``seconds`` seconds."""
    name = (await client.post(f"{room}/phones")).json()["phone"]
    news = asyncio.create_task(_follow_news(client, room, name))
    end = time.perf_counter() + seconds
    await asyncio.sleep(random.uniform(0, every))
    while (start := time.perf_counter()) < end:
        await _send(client, room, name, random.choice(inks), log)
        await asyncio.sleep(max(0.0, every - (time.perf_counter() - start)))
    news.cancel()


async def _send(
    client: httpx2.AsyncClient, room: str, name: str, ink: tuple[int, bytes], log: Log
) -> None:
    meant, body = ink
    query = {"phone": name, "id": secrets.token_hex(16), "meant": meant}
    log.asked += 1
    start = time.perf_counter()
    for pause_s in (1, 2, 4, 0):
        try:
            answer = await client.post(f"{room}/drawings", params=query, content=body)
            if answer.status_code == 200:
                log.sent[answer.json()["number"]] = start
                return
        except httpx2.HTTPError:
            pass
        log.repeats += 1
        await asyncio.sleep(pause_s)


async def _follow_news(client: httpx2.AsyncClient, room: str, name: str) -> None:
    since = -1
    while True:
        try:
            answer = await client.get(f"{room}/news", params={"phone": name, "since": since})
            since = answer.json()["news"] if answer.status_code == 200 else since
        except httpx2.HTTPError:
            await asyncio.sleep(1)


async def wall(client: httpx2.AsyncClient, room: str, secret: str, log: Log) -> None:
    """Log when the wall receives each drawing."""
    since, shown_round = 0, -1
    while True:
        answer = await client.get(
            f"{room}/wall",
            params={"since": since, "round": shown_round},
            headers={"Room-Secret": secret},
        )
        now = time.perf_counter()
        news: dict[str, Any] = answer.json()
        for drawing in news["drawings"]:
            log.shown.setdefault(drawing["number"], now)
        since, shown_round = news["version"], news["round"]
        await asyncio.sleep(WALL_PAUSE_S)


async def run(url: str, phones: int, seconds: float, every: float) -> Log:
    """Run one room with its phones and its wall; returns the log."""
    log, inks = Log(), drawings(500)
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx2.AsyncClient(base_url=url, timeout=TIMEOUT_S, limits=limits) as client:
        opened = (await client.post("/api/rooms")).json()
        room = f"/api/rooms/{opened['code']}"
        watching = asyncio.create_task(wall(client, room, opened["secret"], log))
        await asyncio.gather(
            *(phone(client, room, inks, log, seconds, every) for _ in range(phones))
        )
        deadline = time.perf_counter() + LAST_S
        while log.lost and time.perf_counter() < deadline:
            await asyncio.sleep(0.2)
        watching.cancel()
    return log


def main() -> None:
    """Measure, print, and end with a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=5, help="seconds between two drawings")
    args = parser.parse_args()
    os.environ["LATENT_LAB_LOCAL"] = "owner"  # a server started like this trusts nobody by default
    with server() as url:
        log = asyncio.run(run(url, args.phones, args.seconds, args.every))
    used_s = {"server": resource.RUSAGE_CHILDREN, "phones": resource.RUSAGE_SELF}
    processor = ", ".join(
        f"{name} {(use := resource.getrusage(who)).ru_utime + use.ru_stime:.0f} s of a core"
        for name, who in used_s.items()
    )
    print(
        f"{log.asked} drawings, {log.repeats} calls repeated; {processor}; {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    result = {
        "phones": args.phones,
        "drawings": log.asked,
        "lost": log.lost,
        "wall_p50_ms": percentile(log.wall_ms, 50),
        "wall_p95_ms": percentile(log.wall_ms, 95),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
