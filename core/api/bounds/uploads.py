"""Limits on the files that browsers upload: how many at once, how fast, how much is kept.

A visit keeps its files in memory until it ends or removes them.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.api.bounds.rates import uploads
from core.api.bounds.shares import Share, charge, share_of
from core.api.refusal import refuse, refuse_busy
from core.errors import BusyError
from core.settings import settings

PATH = "/upload_file/"  # in Streamlit's route; the ids of the session and the file follow
OWN_AT_ONCE = 3
ALL_AT_ONCE = 24
SESSION_FILES = 3
"""Files of the largest size that one visit may keep."""
PAUSE_S = 10.0  # between two parts of a body
START_S, BYTES_PER_S = 30.0, 50_000  # a body may take START_S plus its size at this speed
MIB = 2**20


def max_bytes() -> int:
    """Bytes of the largest body: a file and the form data around it."""
    return (settings().upload_mb + 1) * MIB


def session_bytes() -> int:
    """Bytes of the files that one visit may keep."""
    return SESSION_FILES * max_bytes() + MIB


@dataclass(frozen=True)
class MemoryUse:
    """Bytes of uploaded files in memory."""

    session: int
    all: int


class _Late(Exception):
    """A body that does not arrive in time."""


class UploadMiddleware:
    """Refuses uploads above the limits and drops those that do not arrive in time."""

    def __init__(self, app: ASGIApp, memory_use: Callable[[str], MemoryUse]) -> None:
        """``memory_use`` returns what a session, given its id, and all sessions keep."""
        self.app = app
        self.memory_use = memory_use
        self._at_once: Counter[str] = Counter()
        self._arriving = 0  # bytes of the uploads in progress

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an upload on if there is room for it; pass on everything else unchanged."""
        is_upload = scope["type"] == "http" and PATH in scope["path"]
        if not is_upload or scope["method"] not in ("PUT", "POST"):
            await self.app(scope, receive, send)
            return
        call = HTTPConnection(scope)
        length = call.headers.get("content-length", "")
        size = int(length) if length.isascii() and length.isdigit() else max_bytes()
        is_started = False

        async def note_start(message: Message) -> None:
            nonlocal is_started
            is_started = True
            await send(message)

        try:
            session = scope["path"].rpartition(PATH)[2].partition("/")[0]
            with self._room(share_of(call), session, min(size, max_bytes())):
                await self.app(scope, _in_time(receive, size), note_start)
        except BusyError as error:
            await _end(refuse_busy(error), scope, receive, send)
        except _Late:
            if not is_started:
                sentence = "The file did not arrive in time: try again on a faster connection."
                await _end(refuse(408, sentence), scope, receive, send)

    @contextmanager
    def _room(self, share: Share, session: str, size: int) -> Iterator[None]:
        """Reserve room for an upload; BusyError if there is none."""
        most = settings().upload_memory_mb * MIB
        memory_use = self.memory_use(session)
        if self._at_once[share.id] >= OWN_AT_ONCE:
            raise BusyError("Wait until your other files have arrived.", own=True)
        if memory_use.session + size > session_bytes():
            raise BusyError(
                f"This visit keeps {memory_use.session // MIB} MiB of files already: remove some "
                "of them, or reload the page.",
                own=True,
                retry_s=60,
            )
        is_full = self._at_once.total() >= ALL_AT_ONCE
        if is_full or memory_use.all + self._arriving + size > most:
            raise BusyError(
                "Many files are being uploaded at the moment: try again in a minute.",
                own=False,
                retry_s=60,
            )
        amount = min(max(1, size // MIB), settings().visitor_upload_mb)
        charge(share, uploads, amount, "You have uploaded too much in the last minute")
        self._at_once[share.id] += 1
        self._arriving += size
        try:
            yield
        finally:
            self._at_once -= Counter([share.id])
            self._arriving -= size


def _in_time(receive: Receive, size: int) -> Receive:
    """``receive`` for a body of ``size`` bytes; it raises `_Late` if the body is too slow."""
    end = time.monotonic() + START_S + size / BYTES_PER_S
    complete = False

    async def receive_in_time() -> Message:
        nonlocal complete
        if complete:  # what comes next is the disconnect
            return await receive()
        pause_s = min(PAUSE_S, end - time.monotonic())
        try:
            message = await asyncio.wait_for(receive(), pause_s)
        except TimeoutError as error:
            raise _Late from error
        complete = not message.get("more_body", False)
        return message

    return receive_in_time


async def _end(refusal: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Send a refusal and close the connection, because the body may never end."""

    async def send_and_close(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"connection", b"close")]
        await send(message)

    await refusal(scope, receive, send_and_close)
