"""The WebSocket for calls: the routes' own answers and refusals, and no message that breaks it."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from core.api import all_routes, calls
from core.api.security.guard import Identify, everyone_is_owner
from core.api.server import channel
from core.api.server.endpoint import MAX_BODY_BYTES
from core.settings import PROJECT
from core.visitors import Role, Visitor

SCRIPTS = PROJECT / "pages"
PARAMETERS = {"rows": [60_000], "noise": {"kind": "gaussian", "sigma": 0.5}, "seed": 3}
JSON, RAW = "application/json", "application/octet-stream"


def connected(identify: Identify = everyone_is_owner) -> TestClient:
    return TestClient(Starlette(routes=all_routes(SCRIPTS, calls(identify))))


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with connected() as result:
        yield result


def call(body: bytes = b"", path: str = "/api/noise", number: int = 1, **header: Any) -> bytes:
    values = {"id": number, "path": path, "type": JSON, "accept": RAW}
    return channel.pack({**values, **header}, body)


def answer(socket: WebSocketTestSession) -> tuple[dict[str, Any], bytes]:
    message = socket.receive_bytes()
    end = 4 + int.from_bytes(message[:4], "little")
    return json.loads(message[4:end]), message[end:]


def exchange(client: TestClient, message: bytes, **headers: str) -> tuple[dict[str, Any], bytes]:
    with client.websocket_connect(channel.PATH, headers=headers) as socket:
        socket.send_bytes(message)
        return answer(socket)


def test_a_call_gets_what_a_request_gets(client: TestClient) -> None:
    request = client.post("/api/noise", json=PARAMETERS, headers={"accept": RAW})

    header, body = exchange(client, call(json.dumps(PARAMETERS).encode(), number=7))

    assert header == {"id": 7, "status": 200, "type": RAW}
    assert body == request.content


def test_a_raw_body_has_its_parameters_in_the_path(client: TestClient) -> None:
    pixels = np.random.default_rng(0).random((2, 28, 28), dtype=np.float32)
    noise = json.dumps({"kind": "mask", "zeros": 1.0, "ones": 0.0})

    header, body = exchange(client, call(pixels.tobytes(), f"/api/noise?noise={noise}", type=RAW))

    assert header["status"] == 200
    np.testing.assert_array_equal(load(body)["images"], np.zeros((2, 28, 28)))


def test_many_calls_are_under_way_and_each_answer_names_its_own(client: TestClient) -> None:
    with client.websocket_connect(channel.PATH) as socket:
        for number in range(30):
            values = {**PARAMETERS, "seed": number}
            socket.send_bytes(call(json.dumps(values).encode(), number=number))
        bodies = {header["id"]: body for header, body in (answer(socket) for _ in range(30))}

    assert sorted(bodies) == list(range(30))
    for number in (0, 17):
        values = {**PARAMETERS, "seed": number}
        assert (
            bodies[number]
            == client.post("/api/noise", json=values, headers={"accept": RAW}).content
        )


@pytest.mark.parametrize(
    ("message", "status", "word"),
    [
        (call(b"{"), 400, "JSON"),
        (call(b"{}"), 422, "noise: it is missing"),
        (call(b"{}", type="text/plain"), 415, "Content-Type"),
        (call(b"{}", accept="image/gif"), 406, "Accept"),
        (call(bytes(MAX_BODY_BYTES + 1)), 413, "larger than"),
    ],
)
def test_a_refusal_is_the_sentence_of_the_route(
    client: TestClient, message: bytes, status: int, word: str
) -> None:
    header, body = exchange(client, message)

    assert (header["status"], header["type"]) == (status, JSON)
    assert word in json.loads(body)["error"]


@pytest.mark.parametrize("path", ["/api/nothing", "/", "/api/models", "/healthz", channel.PATH])
def test_only_routes_that_are_posted_to_can_be_called(client: TestClient, path: str) -> None:
    assert exchange(client, call(b"{}", path))[0]["status"] in (404, 405)


def test_a_page_of_another_site_is_refused(client: TestClient) -> None:
    header, body = exchange(
        client, call(json.dumps(PARAMETERS).encode()), origin="https://evil.example"
    )

    assert header["status"] == 403
    assert "https://evil.example" in json.loads(body)["error"]
    own = exchange(client, call(json.dumps(PARAMETERS).encode()), origin="http://testserver")
    assert own[0]["status"] == 200


def test_a_login_holds_for_each_call_too() -> None:
    def has_cookie(connection: HTTPConnection) -> Visitor:
        let_in = connection.cookies.get("visitor") == "let in"
        return Visitor(Role.GUEST if let_in else Role.STRANGER)

    with connected(has_cookie) as client:
        assert exchange(client, call(json.dumps(PARAMETERS).encode()))[0]["status"] == 401
        let_in = exchange(client, call(json.dumps(PARAMETERS).encode()), cookie="visitor=let in")
        assert let_in[0]["status"] == 200


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xff\xff\xff\xff",
        channel.pack({"id": 1}, b""),
        call(path="api/noise"),
        call(number=True),
        call(accept="a\r\nx: y"),
        call(path=7),  # pyrefly: ignore[bad-argument-type]
        (200_000).to_bytes(4, "little") + b"[" * 200_000,
    ],
)
def test_what_is_no_call_ends_the_connection(client: TestClient, message: bytes) -> None:
    with client.websocket_connect(channel.PATH) as socket:
        socket.send_bytes(message)
        with pytest.raises(WebSocketDisconnect) as ended:
            socket.receive_bytes()
    assert ended.value.code == channel.UNSUPPORTED_DATA


def test_text_is_no_call(client: TestClient) -> None:
    with client.websocket_connect(channel.PATH) as socket:
        socket.send_text("hello")
        with pytest.raises(WebSocketDisconnect) as ended:
            socket.receive_bytes()
    assert ended.value.code == channel.UNSUPPORTED_DATA


@given(message=st.binary(max_size=200), body=st.binary(max_size=200), path=st.text(max_size=40))
def test_any_bytes_are_answered_or_end_it(
    client: TestClient, message: bytes, body: bytes, path: str
) -> None:
    for sent in (message, call(body, path), call(body)):
        with client.websocket_connect(channel.PATH) as socket:
            socket.send_bytes(sent)
            try:
                status = answer(socket)[0]["status"]
            except WebSocketDisconnect as ended:
                status = ended.code
        assert 400 <= status < 500 or status == channel.UNSUPPORTED_DATA


def test_a_browser_that_leaves_while_its_answer_is_sent_is_no_error() -> None:
    async def visit() -> None:
        left = asyncio.Event()
        messages: Iterator[dict[str, Any]] = iter(
            [
                {"type": "websocket.connect"},
                {"type": "websocket.receive", "bytes": call(json.dumps(PARAMETERS).encode())},
            ]
        )

        async def receive() -> dict[str, Any]:
            if (message := next(messages, None)) is not None:
                return message
            await left.wait()  # a message that was on its way still arrives
            return {"type": "websocket.receive", "bytes": call()}

        async def send(message: Any) -> None:
            if message["type"] == "websocket.send":
                left.set()
                raise OSError

        scope = {
            "type": "websocket", "path": channel.PATH, "headers": [], "query_string": b"",
            "subprotocols": [],
        }  # fmt: skip
        result = Starlette(routes=all_routes(SCRIPTS, calls()))
        await asyncio.wait_for(result(scope, receive, send), timeout=60)

    asyncio.run(visit())
