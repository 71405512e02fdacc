"""Connections that say nothing are closed; those that work are not; open files are checked."""

import asyncio
import resource
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from socket import create_connection, socket

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.sync.client import connect

from core.api.bounds import connections
from core.api.bounds.connections import bound_connections, raise_file_limit
from core.settings import Settings, settings
from tests.counts import Tried

WAIT_S = 0.3


async def slow(request: Request) -> PlainTextResponse:
    await request.body()
    await asyncio.sleep(3 * WAIT_S)
    return PlainTextResponse("done")


async def echo(opened: WebSocket) -> None:
    await opened.accept()
    await opened.send_text(await opened.receive_text())


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server with short patience, for at most 60 connections."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connections, "HEADER_S", WAIT_S)
        few = settings().model_copy(update={"connections": 60})
        patch.setattr(connections, "settings", lambda: few)
        bound_connections()
        bound_connections()  # as often as one likes
        app = Starlette(routes=[Route("/", slow, methods=["GET"]), WebSocketRoute("/ws", echo)])
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
        server.should_exit = True
        thread.join()


def is_closed(opened: socket) -> bool:
    opened.settimeout(10)
    try:
        return opened.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def test_half_sent_headers_are_closed(port: int, tried: Tried) -> None:
    sockets = [create_connection(("127.0.0.1", port)) for _ in range(40)]
    for opened in sockets:
        opened.sendall(b"GET / HTTP/1.1\r\nHost: lab\r\nX-Half:")

    assert all(is_closed(opened) for opened in sockets)
    tried(len(sockets))


def test_a_header_that_drips_is_closed(port: int) -> None:
    with create_connection(("127.0.0.1", port)) as opened:
        end = time.monotonic() + 10
        try:
            while time.monotonic() < end:
                opened.sendall(b"X")
                time.sleep(WAIT_S / 5)
        except ConnectionError:
            return
    raise AssertionError("it is still open")


def test_the_next_header_on_a_connection_has_no_more_time(port: int) -> None:
    with create_connection(("127.0.0.1", port)) as opened:
        opened.sendall(b"GET / HTTP/1.1\r\nHost: lab\r\n\r\n")
        answer = b""
        while b"done" not in answer:
            answer += opened.recv(4096)
        opened.sendall(b"GET / HTTP/1.1\r\nX-Half:")
        assert is_closed(opened)


def test_a_request_that_is_computed_and_a_socket_stay_open(port: int) -> None:
    call = HTTPConnection("127.0.0.1", port)
    call.request("GET", "/")
    with connect(f"ws://127.0.0.1:{port}/ws") as opened:
        time.sleep(4 * WAIT_S)
        opened.send("still here")
        assert opened.recv() == "still here"
    assert call.getresponse().read() == b"done"


def test_more_connections_than_the_bound_get_a_sentence(port: int, tried: Tried) -> None:
    sockets = [create_connection(("127.0.0.1", port)) for _ in range(70)]
    last = sockets[-1]
    last.settimeout(10)
    answer = last.recv(4096).decode()
    for opened in sockets:
        opened.close()

    assert answer.startswith("HTTP/1.1 503")
    assert "Retry-After" in answer
    assert "too many connections" in answer
    tried(len(sockets))


@pytest.mark.parametrize(
    ("soft", "hard", "raised", "problem"),
    [
        (1024, 4096, (2256, 4096), None),
        (4096, 4096, None, None),
        (1024, 1024, (1024, 1024), "ulimit -n 2256"),
    ],
)
def test_the_limit_of_open_files_is_raised_or_explained(
    monkeypatch: pytest.MonkeyPatch,
    soft: int,
    hard: int,
    raised: tuple[int, int] | None,
    problem: str | None,
) -> None:
    limits: list[tuple[int, int]] = []
    monkeypatch.setattr(connections, "settings", Settings)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, both: limits.append(both))

    sentence = raise_file_limit()

    assert limits == ([raised] if raised else [])
    assert (sentence is None) == (problem is None)
    assert problem is None or problem in (sentence or "")
