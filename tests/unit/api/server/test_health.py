"""The health check."""

from starlette.testclient import TestClient


def test_the_health_check_answers(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
