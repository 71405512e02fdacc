"""Uploads: how many at once, how fast, and how much a visit may keep."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from core.api.bounds import uploads
from core.api.bounds.rates import rates
from core.api.bounds.uploads import ALL_AT_ONCE, MIB, OWN_AT_ONCE, MemoryUse, UploadMiddleware
from core.settings import settings
from tests.counts import Tried

FILE_BYTES = 19 * MIB
Answer = tuple[int, dict[bytes, bytes], bytes]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    rates.cache_clear()
    monkeypatch.setattr(uploads, "PAUSE_S", 0.2)


class Streamlit:
    """What is behind the middleware: a route that reads the whole body."""

    def __init__(self) -> None:
        self.kept: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message.get("body", b"")) * scope.get("magnify", 1)
            more = message.get("more_body", False)
        session = scope["path"].split("/")[-2]
        self.kept[session] = self.kept.get(session, 0) + size
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def usage(self, session: str) -> MemoryUse:
        return MemoryUse(self.kept.get(session, 0), sum(self.kept.values()))


async def put(
    app: Any, session: str = "s", *, client: str = "192.0.2.1", stall: bool = False
) -> Answer:
    """The answer to an upload of 19 MiB, of which one byte stands for all; or which stalls."""
    messages: list[Message] = []

    async def receive() -> Message:
        if stall:
            await asyncio.sleep(60)
        return {"type": "http.request", "body": b"x"}

    async def send(message: Message) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "method": "PUT",
        "path": f"/_stcore/upload_file/{session}/file",
        "headers": [(b"content-length", str(FILE_BYTES).encode())],
        "client": (client, 1),
        "magnify": FILE_BYTES,
    }
    await app(scope, receive, send)
    return messages[0]["status"], dict(messages[0]["headers"]), messages[-1]["body"]


def test_a_visit_keeps_no_more_than_its_part(tried: Tried) -> None:
    server = Streamlit()
    app = UploadMiddleware(server, server.usage)

    async def many() -> list[Answer]:
        return [await put(app) for _ in range(60)]

    answers = asyncio.run(many())

    assert [status for status, _, _ in answers] == 3 * [204] + 57 * [429]
    assert server.kept["s"] <= uploads.session_bytes()
    _, headers, body = answers[-1]
    assert b"This visit keeps 57 MiB of files already" in body
    assert int(headers[b"retry-after"]) > 0
    assert headers[b"connection"] == b"close"  # its body is not read
    tried(len(answers))


def test_all_visits_keep_no_more_than_the_setting(tried: Tried) -> None:
    server = Streamlit()
    app = UploadMiddleware(server, server.usage)

    async def many() -> list[Answer]:
        return [await put(app, f"{at}", client=f"192.0.2.{at}") for at in range(60)]

    answers = asyncio.run(many())

    assert {status for status, _, _ in answers} == {204, 503}
    assert sum(server.kept.values()) <= settings().upload_memory_mb * MIB
    tried(len(answers))


def test_a_setting_raises_the_size_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (uploads.max_bytes(), uploads.session_bytes()) == (21 * MIB, 64 * MIB)
    monkeypatch.setattr(
        uploads, "settings", lambda: settings().model_copy(update={"upload_mb": 300})
    )
    server = Streamlit()
    app = UploadMiddleware(server, server.usage)

    async def many() -> list[Answer]:
        return [await put(app) for _ in range(5)]

    assert {status for status, _, _ in asyncio.run(many())} == {204}
    assert uploads.max_bytes() == 301 * MIB


def test_uploads_have_a_rate(tried: Tried) -> None:
    app = UploadMiddleware(Streamlit(), lambda _: MemoryUse(0, 0))

    async def many() -> list[Answer]:
        return [await put(app) for _ in range(20)]

    answers = asyncio.run(many())

    assert [status for status, _, _ in answers].count(204) == settings().visitor_upload_mb // 19
    assert b"uploaded too much in the last minute" in answers[-1][2]
    tried(len(answers))


def test_stalled_bodies_hold_few_places_and_end(tried: Tried) -> None:
    app = UploadMiddleware(Streamlit(), lambda _: MemoryUse(0, 0))

    async def many() -> tuple[list[Answer], Answer]:
        stalled = [asyncio.create_task(put(app, stall=True)) for _ in range(40)]
        await asyncio.sleep(0.05)
        other = await put(app, client="192.0.2.2")
        return await asyncio.gather(*stalled), other

    answers, other = asyncio.run(many())

    statuses = [status for status, _, _ in answers]
    assert statuses.count(408) == OWN_AT_ONCE
    assert statuses.count(429) == 40 - OWN_AT_ONCE
    assert other[0] == 204
    assert app._at_once.total() == app._arriving == 0
    tried(len(answers))


def test_uploads_at_once_have_an_end_for_all(tried: Tried) -> None:
    app = UploadMiddleware(Streamlit(), lambda _: MemoryUse(0, 0))

    async def many() -> list[Answer]:
        calls = [put(app, client=f"192.0.2.{at}", stall=True) for at in range(ALL_AT_ONCE + 3)]
        return await asyncio.gather(*calls)

    answers = asyncio.run(many())

    assert [status for status, _, _ in answers].count(503) == 3
    tried(len(answers))


def test_other_calls_pass_as_they_are() -> None:
    seen: list[tuple[Scope, Receive, Send]] = []

    async def record(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((scope, receive, send))

    async def any_message() -> Message:
        return {}

    async def ignore(_: Message) -> None:
        return

    scope = {"type": "http", "method": "DELETE", "path": "/_stcore/upload_file/s/f"}
    asyncio.run(UploadMiddleware(record, lambda _: MemoryUse(0, 0))(scope, any_message, ignore))

    assert seen == [(scope, any_message, ignore)]
