"""Routes that are imported later answer like others, and are imported once."""

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from core.api.server.later import Later, WaitMiddleware


async def hello(_: Request) -> Response:
    return PlainTextResponse("hello")


async def greet(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


def test_a_call_imports_the_routes() -> None:
    imports: list[str] = []

    def load() -> Router:
        imports.append("now")
        return Router([Route("/api/hello", hello)])

    client = TestClient(Starlette(routes=[Route("/", hello), Later("/api/", load)]))

    assert client.get("/").text == "hello"
    assert imports == []
    assert client.get("/api/hello").text == "hello"
    assert client.get("/api/hello").text == "hello"
    assert client.get("/api/other").status_code == 404
    assert client.get("/apis").status_code == 404
    assert imports == ["now"]


def test_calls_at_once_wait_for_one_import() -> None:
    imports: list[str] = []
    start, go_on = threading.Event(), threading.Event()

    def load() -> Router:
        imports.append("now")
        start.set()
        go_on.wait(10)
        return Router([])

    later = Later("/api/", load)
    with ThreadPoolExecutor() as pool:
        loads = [pool.submit(later.load) for _ in range(4)]
        assert start.wait(10)
        assert not any(load.done() for load in loads)
        go_on.set()
        assert len({id(load.result(10)) for load in loads}) == 1
    assert imports == ["now"]


def test_a_failed_import_is_tried_again() -> None:
    attempts = iter([ImportError("no such module"), None])

    def load() -> Router:
        if error := next(attempts):
            raise error
        return Router([Route("/api/hello", hello)])

    client = TestClient(Starlette(routes=[Later("/api/", load)]))

    with pytest.raises(ImportError):
        client.get("/api/hello")
    assert client.get("/api/hello").text == "hello"


def test_a_socket_waits_for_the_imports_and_a_request_does_not() -> None:
    imports: list[str] = []
    app = Starlette(
        routes=[Route("/", hello), WebSocketRoute("/stream", greet)],
        middleware=[Middleware(WaitMiddleware, load=lambda: imports.append("now"))],
    )
    client = TestClient(app)

    assert client.get("/").text == "hello"
    assert imports == []
    with client.websocket_connect("/stream") as socket:
        assert socket.receive_text() == "hello"
    assert imports == ["now"]


def test_the_port_opens_before_pytorch_is_imported() -> None:
    script = "import sys, app; print('torch' in sys.modules, 'scipy' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert answer.stdout.split() == [b"False", b"False"]
