"""Visitors who try to use up the whole machine: one function per kind of abuse.

Each goes on until it is cancelled, and counts the statuses of the answers in ``figures.abuser``.
"""

import asyncio
import io
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import httpx2
import numpy as np
from PIL import Image

from benchmarks.sessions import RAW, Figures, channel_to, cookie, open_page, status_of
from core.api.server.channel import pack
from core.settings import settings

PAUSE_S = 0.05  # after a refusal, because the benchmark would otherwise measure its own client
FILE_BYTES = 19 * 2**20  # a little less than Streamlit's route accepts
PART_BYTES = 2**18
UPLOADS, BODIES, HEADERS = 60, 40, 400  # at once
FULFILLED = {200, 202, 204}
CLOSED = -1
"""In place of a status: the server closed the connection during a body, so the answer is lost."""
REFUSED = {408, 429, CLOSED}
"""Answers that refuse abuse: a body that is too late, and too many calls."""


@dataclass(frozen=True)
class Target:
    """The server that an abuser calls."""

    port: int
    models: list[str]
    """Networks that take the rows of MNIST."""
    figures: Figures


async def batches(target: Target) -> None:
    """Five sockets with eight calls each, each call with as many rows as it may have."""
    own, seen = cookie(), target.figures
    rows = min(256, int(settings().call_ms / (1.5 * len(target.models) + 1)))
    body: dict[str, object] = {"rows": list(range(rows)), "models": target.models}
    header = {"id": 1, "path": "/api/denoise", "type": "application/json", "accept": RAW}
    message = pack(header, json.dumps(body).encode())

    async def flood() -> None:
        async with channel_to(target.port, own) as channel:
            for _ in range(8):
                await channel.send(message)
            while True:
                status = status_of(await channel.recv(decode=False))
                seen.abuser[status] += 1
                if status in REFUSED:
                    await asyncio.sleep(PAUSE_S)
                await channel.send(message)

    await asyncio.gather(*(flood() for _ in range(5)))


async def routes(target: Target) -> None:
    """Twenty calls at a time: clusters with new seeds, planes, films, sheets of 70,000 images."""
    stops = ",".join(["row-60000", "row-60001"] * 4)
    film = f"/api/walk/film?models=ae-conv-2,vae-conv-2&steps=30&stops={stops}"
    plane = "/api/maps/plane?model=ae-conv-2&left=-4&right=4&bottom=-4&top=4&columns=60&rows=60"
    sheet = np.arange(70_000, dtype="<u4").tobytes()
    seed = 0

    async with _client(target) as client:

        async def flood(number: int) -> None:
            nonlocal seed
            while True:
                seed += 1
                clusters = f"/api/maps/clusters?map=bottleneck:ae-conv-2&seed={seed}"
                if number % 4 == 3:
                    call = client.post(
                        "/api/maps/sheet", content=sheet, headers={"content-type": RAW}
                    )
                else:
                    call = client.get((clusters, plane, film)[number % 4])
                await _count(target.figures, call)

        await asyncio.gather(*(flood(number) for number in range(20)))


async def drawings(target: Target) -> None:
    """Ten pictures at a time, each with 9,800 marks on 560×560 pixels and about a kilobyte."""
    dots = np.tile(np.kron(np.eye(2), np.ones((4, 4))), (70, 70)).astype(np.uint8) * 255
    file = io.BytesIO()
    Image.fromarray(dots).save(file, "PNG")

    async with _client(target) as client:

        async def flood() -> None:
            headers = {"content-type": RAW}
            while True:
                call = client.post("/api/prepare", content=file.getvalue(), headers=headers)
                await _count(target.figures, call)

        await asyncio.gather(*(flood() for _ in range(10)))


async def uploads(target: Target) -> None:
    """Sixty files of 19 MiB at a time into one session."""
    await _send_bodies(target, UPLOADS, missing=0)


async def bodies(target: Target) -> None:
    """Forty files of 19 MiB at a time that stop before their last byte."""
    await _send_bodies(target, BODIES, missing=1)


async def headers(target: Target) -> None:
    """Four hundred connections that never end their header and are reopened when closed."""

    async def hold() -> None:
        while True:
            with suppress(OSError):
                async with _connection(target.port) as (reader, writer):
                    writer.write(b"GET /api/models HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half:")
                    if answer := await reader.read(64):
                        target.figures.abuser[int(answer.split()[1])] += 1
            await asyncio.sleep(PAUSE_S)

    await asyncio.gather(*(hold() for _ in range(HEADERS)))


KINDS: dict[str, Callable[[Target], Awaitable[None]]] = {
    kind.__name__: kind for kind in (batches, routes, drawings, uploads, bodies, headers)
}


async def take_turns(kinds: list[str], target: Target, seconds: float) -> None:
    """Act as each kind of abuser in turn, for an equal share of ``seconds``."""
    for kind in kinds:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds / len(kinds)):
                await KINDS[kind](target)


async def _send_bodies(target: Target, at_once: int, missing: int) -> None:
    own = cookie()
    page = await open_page(target.port, own)
    async with _client(target, own) as client:
        await client.get("/_stcore/health")
        token = client.cookies["_streamlit_xsrf"]
    edge = secrets.token_hex(16)
    start = (
        f"--{edge}\r\nContent-Disposition: form-data; name=file; filename=a.png\r\n\r\n".encode()
    )
    end = f"\r\n--{edge}--\r\n".encode()
    content = start + bytes(FILE_BYTES) + end
    head = (
        "PUT /_stcore/upload_file/{session}/{file} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Cookie: {cookie}; _streamlit_xsrf={token}\r\nX-Xsrftoken: {token}\r\n"
        "Content-Type: multipart/form-data; boundary={edge}\r\nContent-Length: {length}\r\n\r\n"
    )

    async def send(number: int) -> None:
        while True:
            text = head.format(
                session=page.session, file=f"{number}-{secrets.token_hex(4)}", port=target.port,
                cookie=own["Cookie"], token=token, edge=edge, length=len(content),
            )  # fmt: skip
            target.figures.abuser[await _put(target.port, text.encode(), content, missing)] += 1
            await asyncio.sleep(20 * PAUSE_S)

    try:
        await asyncio.gather(*(send(number) for number in range(at_once)))
    finally:
        await page.socket.close()


async def _put(port: int, head: bytes, content: bytes, missing: int) -> int:
    """Status of an upload that stops ``missing`` bytes before its end, or `CLOSED`."""
    async with _connection(port) as (reader, writer):
        writer.write(head)

        async def send() -> None:
            sent = memoryview(content)[: len(content) - missing]
            for at in range(0, len(sent), PART_BYTES):
                writer.write(sent[at : at + PART_BYTES])
                await writer.drain()

        sending = asyncio.create_task(send())
        try:
            line = await reader.readline()
        except OSError:
            return CLOSED
        finally:
            sending.cancel()
            with suppress(OSError, asyncio.CancelledError):
                await sending
    return int(line.split()[1]) if line else CLOSED


@asynccontextmanager
async def _connection(
    port: int,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection that is closed at the end without waiting for unsent bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


def _client(target: Target, own: dict[str, str] | None = None) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{target.port}",
        headers={**(own or cookie()), "accept": "*/*"},
        timeout=120,
    )


async def _count(seen: Figures, call: Awaitable[httpx2.Response]) -> None:
    try:
        answer = await call
    except httpx2.HTTPError:
        seen.abuser[0] += 1
        return
    seen.abuser[answer.status_code] += 1
    if answer.status_code != 200:
        await asyncio.sleep(PAUSE_S)
