"""The figures for Prometheus: what they contain, and who may read them."""

from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Router, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from core.api.bounds.sockets import SocketMiddleware
from core.api.monitoring import metrics
from core.api.security.guard import arrival_of, guard
from core.api.server.later import Later
from core.api.telemetry import figures
from core.settings import settings
from core.visitors import Role, Visitor, identity


def values(client: TestClient) -> dict[str, float]:
    """Each figure by its name and labels, as Prometheus reads them."""
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_the_figures_are_complete(client: TestClient) -> None:
    client.get("/api/models")

    names = {name.partition("[")[0] for name in values(client)}

    assert {
        "latent_lab_visitors",
        "latent_lab_sockets",
        "latent_lab_jobs",
        "latent_lab_disk_bytes",
        "latent_lab_queue_length",
        "latent_lab_model_bytes",
        "latent_lab_threads",
        "process_resident_memory_bytes",
        "process_open_fds",
    } <= names
    assert values(client)["latent_lab_ready[]"] == 1


def test_they_do_not_wait_for_the_imports() -> None:
    later = Later("/api/", Router)
    found = values(TestClient(Starlette(routes=[metrics.route(later)])))

    assert found["latent_lab_ready[]"] == 0
    assert not later.is_loaded


async def listen(socket: WebSocket) -> None:
    await socket.accept()
    await socket.receive()


def test_visitors_count_once_however_many_sockets_they_open() -> None:
    later = Later("/api/", Router)
    application = Starlette(
        routes=[metrics.route(later), WebSocketRoute("/api/channel", listen)],
        middleware=[
            *guard(lambda call: Visitor(Role.GUEST, f"browser {call.headers.get('who', '')}")),
            Middleware(SocketMiddleware),
        ],
    )
    client, owner = TestClient(application), TestClient(Starlette(routes=[metrics.route(later)]))
    before = dict(figures.SOCKETS)
    headers = [{"who": "ada"}, {"who": "ada"}, {"who": "max"}]
    with (
        client.websocket_connect("/api/channel", headers=headers[0]),
        client.websocket_connect("/api/channel", headers=headers[1]),
        client.websocket_connect("/api/channel", headers=headers[2]),
    ):
        found = values(owner)

    assert found["latent_lab_visitors['guest']"] == 2
    assert found["latent_lab_sockets[]"] == 3
    assert before == figures.SOCKETS


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The route as a public server with a login has it."""
    monkeypatch.setenv("LATENT_LAB_METRICS_TOKEN", "token-of-prometheus")
    monkeypatch.setenv("LATENT_LAB_API_TOKEN", "token-of-the-operator")
    settings.cache_clear()
    server = identity.Server(private=False, has_login=True)
    middleware = guard(lambda call: identity.identify(arrival_of(call, None), server))
    later = Later("/api/", Router)
    yield TestClient(Starlette(routes=[metrics.route(later)], middleware=middleware))
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.parametrize(
    ("token", "path", "status"),
    [
        ("token-of-prometheus", "/metrics", 200),
        ("token-of-the-operator", "/metrics", 200),
        ("another", "/metrics", 401),
        ("", "/metrics", 401),
        ("token-of-prometheus", "/api/models", 401),
        ("token-of-prometheus", "/media/1.png", 401),
    ],
)
def test_a_token_opens_them_and_nothing_else(
    guarded: TestClient, token: str, path: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {token}"}

    assert guarded.get(path, headers=headers).status_code == status
