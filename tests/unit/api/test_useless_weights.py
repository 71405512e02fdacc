"""Networks whose weights are NaN or 3e38: every route that computes with them says so."""

import json
import re
from collections.abc import Iterator
from time import monotonic, sleep
from typing import Any

import pytest
import torch
from starlette.testclient import TestClient

from core.api.endpoints import ENDPOINTS
from core.api.server.endpoint import Endpoint
from core.checkpoints import Store
from tests.stores import home_at
from tests.unit.api.support import client_of, refused
from tests.unit.checkpoints.attacks import forge

SPECS = {"ae": {"family": "vae-dense", "latent": 2}, "clf": {"family": "clf-dense", "widths": [20]}}
VALUES = {"nan": float("nan"), "huge": 3e38}
NAMES = re.compile(r"\b(d?ae|vae|clf)-[a-z]+(-\d+)?\b")
# They read cards, or copy the weights into another file.
WITHOUT_NETWORK = ("/api/walk/spaces", "/api/exports/checkpoint")
COMPUTE = [
    endpoint
    for endpoint in ENDPOINTS
    if NAMES.search(json.dumps(endpoint.example)) and endpoint.path not in WITHOUT_NETWORK
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("store")
    for kind, value in VALUES.items():
        for task, spec in SPECS.items():
            module = forge.module(0, spec)
            with torch.no_grad():
                for weights in module.parameters():
                    weights.fill_(value)
            Store(folder).save(module, forge.card(f"{kind}-{task}", module))
    with home_at(home), client_of(folder, {}) as client:
        yield client


def example_of(endpoint: Endpoint, kind: str) -> dict[str, Any]:
    """The example of the documentation with one of these networks in place of each in it."""

    def name(match: re.Match[str]) -> str:
        return f"{kind}-{'clf' if match[1] == 'clf' else 'ae'}"

    example = json.loads(NAMES.sub(name, json.dumps(endpoint.example)))
    if isinstance(example.get("models"), list):
        example["models"] = example["models"][:1]
        example["places"] = example["places"][:1] if "places" in example else None
    return {key: value for key, value in example.items() if value is not None}


def test_the_routes_that_compute_with_a_network_are_many() -> None:
    assert len(COMPUTE) >= 18


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("endpoint", COMPUTE, ids=lambda endpoint: endpoint.path)
def test_a_route_refuses_in_one_sentence(client: TestClient, endpoint: Endpoint, kind: str) -> None:
    example, end = example_of(endpoint, kind), monotonic() + 30
    while True:
        if endpoint.method == "POST":
            response = client.post(endpoint.path, json=example)
        else:
            response = client.get(endpoint.path, params=example)
        if response.status_code != 202 or monotonic() > end:
            break
        sleep(0.05)

    assert "train it again." in refused(response, 422), endpoint.path
