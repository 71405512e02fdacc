"""The OpenAPI description and the page that shows it."""

import json
import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.api import all_routes, calls
from core.api.endpoints import ENDPOINTS
from core.settings import PROJECT


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=all_routes(PROJECT / "pages", calls())))


def test_the_description_covers_every_route(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()

    assert described["openapi"].startswith("3.1")
    for endpoint in ENDPOINTS:
        operation = described["paths"][endpoint.path][endpoint.method.lower()]
        assert set(operation["responses"]["200"]["content"]) == set(endpoint.media)
        assert operation["summary"] == endpoint.summary
        assert [sample["label"] for sample in operation["x-codeSamples"]] == ["curl", "Python"]
        fields = endpoint.request_model.model_fields
        parameters = {parameter["name"] for parameter in operation.get("parameters", [])}
        if endpoint.method == "GET":
            assert parameters == set(fields)
        else:
            schema = described["components"]["schemas"][endpoint.request_model.__name__]
            assert set(schema["properties"]) == set(fields)
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(described)))
    assert references <= set(described["components"]["schemas"])


def test_operations_have_names_of_their_own() -> None:
    assert len({endpoint.name for endpoint in ENDPOINTS}) == len(ENDPOINTS)


def test_the_code_samples_call_the_host_that_was_asked(client: TestClient) -> None:
    for host in ("lab.example.org", "127.0.0.1:8501"):
        described = client.get("/api/openapi.json", headers={"host": host}).json()

        assert described["servers"] == [{"url": f"http://{host}"}]
        (sample, _) = described["paths"]["/api/noise"]["post"]["x-codeSamples"]
        assert f"curl 'http://{host}/api/noise'" in sample["source"]
