"""Simulated browsers: a cookie, Streamlit's socket of a page, and a channel for calls."""

import asyncio
import json
import secrets
from collections import Counter
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from core.api.security.guard import COOKIE

PAGE_S = 300.0
MOST_MESSAGE = 64 * 2**20
RAW = "application/octet-stream"


@dataclass
class Figures:
    """Counts and times of the answers to the visitors."""

    sessions: int = 0
    gentle_ms: list[float] = field(default_factory=list)
    gentle: Counter[int] = field(default_factory=Counter)
    """Number of answers per status; 0 is no answer."""
    abuser: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True)
class Page:
    """A page after its first run."""

    socket: ClientConnection
    session: str
    """Id that Streamlit has given to the session."""


def cookie() -> dict[str, str]:
    """Header with the cookie of a browser that has visited before."""
    return {"Cookie": f"{COOKIE}={secrets.token_urlsafe(32)}"}


async def open_page(port: int, own: dict[str, str]) -> Page:
    """Open Denoise over Streamlit's socket and wait until it has run once."""
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
    session = ""
    async with asyncio.timeout(PAGE_S):
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await opened.recv(decode=False))
            if answer.WhichOneof("type") == "new_session":
                session = answer.new_session.initialize.session_id or session
            if answer.WhichOneof("type") == "script_finished":
                return Page(opened, session)


def channel_to(port: int, own: dict[str, str]) -> connect:
    """A channel for calls; enter it to open it."""
    return connect(
        f"ws://127.0.0.1:{port}/api/channel",
        additional_headers=own,
        max_size=MOST_MESSAGE,
        open_timeout=60,
        ping_timeout=None,
    )


def status_of(message: bytes) -> int:
    """Status of an answer that has arrived over a channel."""
    status: int = json.loads(message[4 : 4 + int.from_bytes(message[:4], "little")])["status"]
    return status
