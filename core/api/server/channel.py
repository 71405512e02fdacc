"""One WebSocket for pointer-driven calls.

A browser spends several milliseconds on each HTTP request on a small machine, and almost none on a
message. A message here is a call of one of the other routes. That route answers it, with its own
checks, login and refusals.

    message  uint32 length of the header, little-endian; the header, JSON; the body
    call     header {"id", "path", "type", "accept"}: a POST with this Content-Type
    answer   header {"id", "status", "type"}
"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Router, WebSocketRoute
from starlette.types import ASGIApp, Message, Scope
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from core.api.telemetry.records import RecordMiddleware

PATH = "/api/channel"
MAX_CALLS = 8  # concurrent calls per socket; the next message is read when one of them is done
FORWARDED_HEADERS = (b"authorization", b"cookie", b"host", b"origin", b"user-agent")
"""Headers of the handshake that every call inherits."""
UNSUPPORTED_DATA = 1003  # close code of RFC 6455 for a message that cannot be accepted


def route(calls: Sequence[BaseRoute], middleware: Sequence[Middleware] = ()) -> WebSocketRoute:
    """Route of the socket for calls of these routes."""
    router = RecordMiddleware(Router(calls), "socket")

    async def serve(socket: WebSocket) -> None:
        await _serve(socket, router)

    return WebSocketRoute(PATH, serve, middleware=middleware)


async def _serve(socket: WebSocket, router: ASGIApp) -> None:
    await socket.accept()
    sending = asyncio.Lock()  # an answer is one message
    tasks: set[asyncio.Task[None]] = set()

    async def answer(header: dict[str, Any], body: bytes) -> None:
        outcome, content = await _call(router, _scope(socket.scope, header, len(body)), body)
        async with sending:
            with suppress(WebSocketDisconnect, RuntimeError):  # the caller has disconnected
                await socket.send_bytes(pack({"id": header["id"], **outcome}, content))

    try:
        while True:
            try:
                # None for a text message, because some servers set both keys and leave one empty.
                header, body = unpack(await socket.receive_bytes() or b"")
            except (KeyError, ValueError):
                await socket.close(UNSUPPORTED_DATA, "A message must be a call: see /api/docs.")
                return
            task = asyncio.create_task(answer(header, body))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            if len(tasks) >= MAX_CALLS:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    except (WebSocketDisconnect, WebSocketDisconnected):
        pass  # the second if an answer noticed the disconnect before this loop did
    finally:
        for task in tasks:
            task.cancel()


def pack(header: dict[str, Any], body: bytes) -> bytes:
    """A message from its header and body."""
    header_bytes = json.dumps(header).encode()
    return len(header_bytes).to_bytes(4, "little") + header_bytes + body


def unpack(message: bytes) -> tuple[dict[str, Any], bytes]:
    """The header of a call, its path split from its query, and the body.

    Raises:
        ValueError: the message is not a call.
    """
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
    address = urlsplit(header["path"])
    if not header["path"].startswith("/") or address.netloc:
        raise ValueError("the path must begin with one slash")
    return {**header, "path": address.path, "query": address.query}, message[end:]


def _scope(socket: Scope, header: dict[str, Any], size: int) -> Scope:
    """The call as an HTTP request in the ASGI specification."""
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
        "headers": [pair for pair in socket["headers"] if pair[0] in FORWARDED_HEADERS] + own,
        "client": socket.get("client"),
        "server": socket.get("server"),
        # The visitor is the one who opened the socket.
        **{name: socket[name] for name in ("user", "auth") if name in socket},
    }


async def _call(router: ASGIApp, scope: Scope, body: bytes) -> tuple[dict[str, Any], bytes]:
    """Status and Content-Type of a route's answer, and its body."""
    requests: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    messages: list[Message] = []

    async def receive() -> Message:
        if requests:
            return requests.pop()
        await asyncio.Event().wait()  # if the socket closes, the whole call is cancelled
        raise AssertionError

    async def send(message: Message) -> None:
        messages.append(message)

    await router(scope, receive, send)
    start, *parts = messages
    headers = dict(start["headers"])
    media = headers.get(b"content-type", b"").decode("latin-1")
    return {"status": start["status"], "type": media}, b"".join(part["body"] for part in parts)
