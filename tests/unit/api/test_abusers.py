"""One abuser beside one gentle visitor: the abuser waits or is refused, the gentle is answered.

These tests check who is served first and who is refused. `python -m benchmarks.load` has the times.
"""

import asyncio
import io
import json
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.testclient import TestClient
from starlette.types import Message

from core.api import all_routes, calls
from core.api.bounds.rates import rates
from core.api.endpoints import ENDPOINTS
from core.api.server import workers
from core.api.server.channel import pack
from core.api.server.endpoint import shared_workers
from core.api.server.workers import OWN_CALLS
from core.inference import queue
from core.inference.caller import CallerGone
from core.maps import colouring
from core.visitors import Role, Visitor
from tests.counts import Tried
from tests.unit.api.support import (
    AUTOENCODER,
    DENOISE,
    DENOISER,
    RAW,
    SCRIPTS,
    SPECS,
    client_of,
    refused,
)

PLANAR = "ae-planar"
BATCHES = sys.modules["core.inference.batches"]  # the package has a function of this name
Ask = Callable[[httpx2.AsyncClient, int], Coroutine[Any, Any, httpx2.Response]]


@pytest.fixture(scope="module", autouse=True)
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The routes over a store of four small networks."""
    folder = tmp_path_factory.mktemp("store")
    with client_of(folder, {**SPECS, PLANAR: {"family": "dense", "latent": 2}}) as client:
        yield client


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """No use of the machine from an earlier test."""
    shared_workers.cache_clear()
    rates.cache_clear()
    yield
    shared_workers.cache_clear()
    rates.cache_clear()


@asynccontextmanager
async def visitor(app: Starlette, name: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of one visitor."""
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="http://testserver", headers={"x-who": name}
    ) as client:
        yield client


def by_header(call: HTTPConnection) -> Visitor:
    return Visitor(Role.OWNER, call.headers.get("x-who", ""))


async def gesture(client: httpx2.AsyncClient) -> httpx2.Response:
    return await client.post("/api/denoise", json=DENOISE, headers=RAW)


async def beside(ask: Ask, count: int) -> list[httpx2.Response]:
    """Answers to ``count`` calls of an abuser at once, none of which ends before five gestures.

    The abuser's slow work holds its threads until another visitor's gestures are answered.
    """
    app = Starlette(routes=all_routes(SCRIPTS, calls(by_header)))
    answered = threading.Event()
    whole = workers._measure

    def hold(run: workers.Run, works: Sequence[Any]) -> tuple[Sequence[Any], float]:
        own = [getattr(call, "call", call) for call in works]
        if own[0].share.id == "abuser":
            assert answered.wait(60)
        return whole(run, works)

    async with visitor(app, "abuser") as abuser, visitor(app, "gentle") as gentle:
        assert (await gesture(gentle)).status_code == 200  # everything is loaded
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(workers, "_measure", hold)
            tasks = [asyncio.create_task(ask(abuser, number)) for number in range(count)]
            await asyncio.sleep(0.1)
            for _ in range(5):
                assert (await gesture(gentle)).status_code == 200
            answered.set()
            return await asyncio.gather(*tasks)


def statuses(answers: list[httpx2.Response]) -> set[int]:
    return {answer.status_code for answer in answers}


def dots() -> bytes:
    """A drawing of 4,900 marks on 280 by 280 pixels."""
    pixels = np.zeros((280, 280), np.uint8)
    pixels[::4, ::4] = 255
    return pixels.tobytes()


def png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_a_picture_of_4900_dots_is_a_short_call(store: TestClient) -> None:
    headers = {**RAW, "content-type": "application/octet-stream"}
    start = time.process_time()
    answer = store.post("/api/prepare?width=280", content=dots(), headers=headers)

    assert answer.status_code in (200, 422)  # dots of one pixel are no digits
    assert time.process_time() - start < 10  # it took 30 before, and a gigabyte


def test_files_of_dots_wait_outside_the_threads_of_the_gestures(tried: Tried) -> None:
    picture = png(np.tile(np.kron(np.eye(2), np.ones((4, 4))), (70, 70)).astype(np.uint8) * 255)

    async def ask(client: httpx2.AsyncClient, _: int) -> httpx2.Response:
        headers = {**RAW, "content-type": "application/octet-stream"}
        return await client.post("/api/prepare", content=picture, headers=headers)

    answers = asyncio.run(beside(ask, 10))

    assert statuses(answers) <= {200, 422, 429}
    tried(len(answers))


def test_256_rows_by_8_models_are_refused_before_they_are_computed(tried: Tried) -> None:
    body = {"rows": list(range(256)), "models": [f"model-{number}" for number in range(8)]}

    async def ask(client: httpx2.AsyncClient, _: int) -> httpx2.Response:
        return await client.post("/api/denoise", json=body)

    answers = asyncio.run(beside(ask, 40))

    assert statuses(answers) == {422}  # and not 404, although there are no such models
    assert "fewer" in answers[0].json()["error"]
    tried(len(answers))


def test_large_calls_of_one_visitor_wait_for_the_gestures_of_another(tried: Tried) -> None:
    body = {"rows": list(range(256)), "models": [DENOISER, AUTOENCODER]}

    async def ask(client: httpx2.AsyncClient, _: int) -> httpx2.Response:
        return await client.post("/api/denoise", json=body, headers=RAW)

    answers = asyncio.run(beside(ask, 40))

    assert statuses(answers) == {200}
    tried(len(answers))


def test_more_calls_at_once_than_one_visitor_may_have_are_refused(tried: Tried) -> None:
    body = {"rows": list(range(256)), "models": [DENOISER, AUTOENCODER]}

    async def ask(client: httpx2.AsyncClient, _: int) -> httpx2.Response:
        return await client.post("/api/denoise", json=body, headers=RAW)

    answers = asyncio.run(beside(ask, OWN_CALLS + 20))

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) == 20
    assert int(refused[0].headers["retry-after"]) >= 1
    assert refused[0].json()["error"].endswith(".")
    tried(len(answers))


def test_seeds_without_end_get_a_few_places_in_the_queue(
    monkeypatch: pytest.MonkeyPatch, tried: Tried
) -> None:
    monkeypatch.setattr(queue, "_queue", queue.Queue())
    gate = threading.Event()

    def wait(x: np.ndarray, *_: Any) -> np.ndarray:
        assert gate.wait(60)
        return np.zeros(len(x), np.uint8)

    monkeypatch.setattr(colouring, "_fit", wait)
    before = threading.active_count()
    path = f"/api/maps/clusters?map=bottleneck:{PLANAR}&seed="
    client = TestClient(Starlette(routes=all_routes(SCRIPTS, calls(by_header))))
    answers = [client.get(f"{path}{seed}") for seed in range(40)]
    other = client.get(f"{path}50", headers={"x-who": "gentle"})
    gate.set()

    assert [answer.status_code for answer in answers] == 4 * [202] + 36 * [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert refused(answers[-1], 429).startswith("4 of your computations wait")
    assert other.status_code == 202
    assert threading.active_count() < before + 10  # it was 288
    tried(len(answers))


@pytest.mark.parametrize(
    "path",
    [
        f"/api/walk/film?models={PLANAR}&stops=" + ",".join(8 * ["mean"]) + "&steps=30",
        f"/api/maps/plane?model={PLANAR}&left=-1&right=1&bottom=-1&top=1&columns=60&rows=60",
    ],
    ids=["films", "planes"],
)
def test_films_and_planes_at_once_wait_for_the_gestures(path: str, tried: Tried) -> None:
    async def ask(client: httpx2.AsyncClient, _: int) -> httpx2.Response:
        return await client.get(path, headers={"accept": "*/*"})

    answers = asyncio.run(beside(ask, 4))

    assert statuses(answers) <= {200, 202}
    tried(len(answers))


def test_sheets_of_70_000_at_once_wait_for_the_gestures(tried: Tried) -> None:
    rows = np.arange(70_000, dtype="<u4").tobytes()

    async def ask(client: httpx2.AsyncClient, _: int) -> httpx2.Response:
        headers = {"content-type": "application/octet-stream", "accept": "image/png"}
        return await client.post("/api/maps/sheet", content=rows, headers=headers)

    answers = asyncio.run(beside(ask, 2))

    assert statuses(answers) == {200}
    tried(len(answers))


async def call_and_leave(monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Status of a slow call whose caller hangs up, and the number of batches it came to."""
    endpoint = next(one for one in ENDPOINTS if one.path == "/api/denoise")
    body = json.dumps({"rows": list(range(256)), "models": [DENOISER]}).encode()
    messages: list[Message] = [{"type": "http.request", "body": body}]
    entered, gone, passes = threading.Event(), threading.Event(), 0
    whole = BATCHES.stop_if_gone

    def count() -> None:
        nonlocal passes
        passes += 1
        entered.set()
        assert gone.wait(30)
        whole()

    monkeypatch.setattr(BATCHES, "stop_if_gone", count)

    async def receive() -> Message:
        if messages:
            return messages.pop()
        while not entered.is_set():
            await asyncio.sleep(0.001)
        return {"type": "http.disconnect"}

    headers = [(b"content-type", b"application/json"), (b"accept", b"application/octet-stream")]
    scope = {"type": "http", "method": "POST", "query_string": b"", "path_params": {}}
    request = Request({**scope, "client": ("192.0.2.1", 1), "headers": headers}, receive)
    answer = await endpoint.answer(request)
    gone.set()
    deadline = time.monotonic() + 30
    while shared_workers()._free[True] == 0 and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    return answer.status_code, passes


def test_a_computation_stops_when_its_caller_hangs_up(monkeypatch: pytest.MonkeyPatch) -> None:
    status, passes = asyncio.run(call_and_leave(monkeypatch))

    assert status == 400
    assert passes == 1  # of eight batches


def test_a_computation_stops_when_its_socket_closes(
    store: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, gone, stopped = threading.Event(), threading.Event(), threading.Event()
    whole = BATCHES.stop_if_gone

    def wait() -> None:
        entered.set()
        assert gone.wait(30)
        try:
            whole()
        except CallerGone:
            stopped.set()
            raise

    monkeypatch.setattr(BATCHES, "stop_if_gone", wait)
    body = json.dumps({"rows": list(range(256)), "models": [DENOISER]}).encode()
    header = {"id": 1, "path": "/api/denoise", "type": "application/json", **RAW}
    with store.websocket_connect("/api/channel") as socket:
        socket.send_bytes(pack(header, body))
        assert entered.wait(30)
        socket.close()
        time.sleep(0.2)  # until the server has noticed
        gone.set()
        assert stopped.wait(30)
