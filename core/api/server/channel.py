"""One WebSocket for the calls of a hand that moves.

A browser does much for each HTTP request, several milliseconds on a small machine, and next to
nothing for a message. So a message here is a call of one of the other routes, answered by that
route itself, with its own checks, its login and its refusals.

    message  uint32 length of the header, little-endian; the header, JSON; the body
    call     header {"id", "path", "type", "accept"}: a POST of this Content-Type
    answer   header {"id", "status", "type"}
"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.routing import BaseRoute, Router, WebSocketRoute
from starlette.types import Message, Scope
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

PATH = "/api/channel"
MOST = 8  # calls under way for one socket; the next message is read when one of them is done
KEPT = (b"authorization", b"cookie", b"host", b"origin", b"user-agent")
"""Headers that the socket was opened with and every call of it has too."""
WRONG = 1003  # the code of RFC 6455 for a message that cannot be accepted


def route(calls: Sequence[BaseRoute]) -> WebSocketRoute:
    """The socket for these routes."""
    router = Router(calls)

    async def talk(socket: WebSocket) -> None:
        await _talk(socket, router)

    return WebSocketRoute(PATH, talk)


async def _talk(socket: WebSocket, router: Router) -> None:
    await socket.accept()
    turn = asyncio.Lock()  # to send: an answer is one message, whole
    under_way: set[asyncio.Task[None]] = set()

    async def answer(header: dict[str, Any], body: bytes) -> None:
        told, content = await _carry_out(router, _scope(socket.scope, header, len(body)), body)
        async with turn:
            with suppress(WebSocketDisconnect, RuntimeError):  # whoever asked is gone
                await socket.send_bytes(pack({"id": header["id"], **told}, content))

    try:
        while True:
            try:
                # None where it is text: a server may give both kinds, the other one empty.
                header, body = unpack(await socket.receive_bytes() or b"")
            except (KeyError, ValueError):
                await socket.close(WRONG, "A message must be a call, as /api/docs says.")
                return
            task = asyncio.create_task(answer(header, body))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            if len(under_way) >= MOST:
                await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
    except (WebSocketDisconnect, WebSocketDisconnected):
        pass  # the second where an answer found the browser gone before this loop did
    finally:
        for task in under_way:
            task.cancel()


def pack(header: dict[str, Any], body: bytes) -> bytes:
    """A message of this header and body."""
    told = json.dumps(header).encode()
    return len(told).to_bytes(4, "little") + told + body


def unpack(message: bytes) -> tuple[dict[str, Any], bytes]:
    """The header, its path without the query, and the body; ValueError where it is no call."""
    end = 4 + int.from_bytes(message[:4], "little")
    if len(message) < end:
        raise ValueError("the message ends within its header")
    try:
        header = json.loads(message[4:end])
    except RecursionError as error:
        raise ValueError("the header is nested too deeply") from error
    if not isinstance(header, dict) or type(header.get("id")) is not int:
        raise ValueError("the header needs a whole number as id")
    texts = [header.get(name) for name in ("path", "type", "accept")]
    if not all(isinstance(text, str) and text.isascii() and text.isprintable() for text in texts):
        raise ValueError("the header needs path, type and accept as plain text")
    asked = urlsplit(header["path"])
    if not header["path"].startswith("/") or asked.netloc:
        raise ValueError("the path must begin with one slash")
    return {**header, "path": asked.path, "query": asked.query}, message[end:]


def _scope(socket: Scope, header: dict[str, Any], size: int) -> Scope:
    """The call as the ASGI specification has an HTTP request."""
    own = [
        (b"accept", header["accept"].encode()),
        (b"content-type", header["type"].encode()),
        (b"content-length", str(size).encode()),
    ]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https" if socket.get("scheme") == "wss" else "http",
        "path": unquote(header["path"]),
        "raw_path": header["path"].encode(),
        "query_string": header["query"].encode(),
        "root_path": "",
        "headers": [pair for pair in socket["headers"] if pair[0] in KEPT] + own,
        "client": socket.get("client"),
        "server": socket.get("server"),
    }


async def _carry_out(router: Router, scope: Scope, body: bytes) -> tuple[dict[str, Any], bytes]:
    """The answer of a route: its status and Content-Type, and its body."""
    sent: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    got: list[Message] = []

    async def receive() -> Message:
        return sent.pop() if sent else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        got.append(message)

    await router(scope, receive, send)
    start, *parts = got
    headers = dict(start["headers"])
    kind = headers.get(b"content-type", b"").decode("latin-1")
    return {"status": start["status"], "type": kind}, b"".join(part["body"] for part in parts)
