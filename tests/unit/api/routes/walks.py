"""Calls of the routes for walks and films, with three small autoencoders."""

import time
from typing import Any

import httpx2
import numpy as np
from safetensors.numpy import load
from starlette.testclient import TestClient

from core.api.routes import films, walk
from core.api.server.endpoint import Endpoint

AE, RELU, VAE, READER = "ae", "ae-relu", "vae", "clf"


SPECS: dict[str, dict[str, Any]] = {
    AE: {"family": "dense", "latent": 2},
    RELU: {"family": "dense", "latent": 12, "latent_activation": "relu", "output": "linear"},
    VAE: {"family": "vae-dense", "widths": [8], "latent": 2},
    READER: {"family": "clf-dense", "widths": [4]},
}


RAW = "application/octet-stream"


ENDPOINTS = [*walk.ENDPOINTS, *films.ENDPOINTS]


def answer_of(
    client: TestClient, path: str, accept: str = RAW, /, **values: Any
) -> httpx2.Response:
    """The answer once it is ready: of a POST if the route takes one, else of a GET."""
    posts = {endpoint.path for endpoint in ENDPOINTS if endpoint.method == "POST"}
    for _ in range(600):
        if f"/api/walk/{path}" in posts:
            response = client.post(f"/api/walk/{path}", json=values, headers={"accept": accept})
        else:
            response = client.get(f"/api/walk/{path}", params=values, headers={"accept": accept})
        if response.status_code != 202:
            return response
        assert set(response.json()) == {"doing", "done", "total"}
        time.sleep(0.05)
    raise AssertionError("never ready")


def arrays(client: TestClient, path: str, /, **values: Any) -> dict[str, np.ndarray]:
    response = answer_of(client, path, **values)
    assert response.status_code == 200, response.text
    return load(response.content)


def assert_refused(response: httpx2.Response, status: int, words: str) -> None:
    """Whether a call is refused in one sentence with these words."""
    assert response.status_code == status, response.text
    sentence = response.json()["error"]
    assert words in sentence
    assert sentence.endswith(".")
    assert "Traceback" not in sentence


def assert_example_works(client: TestClient, endpoint: Endpoint) -> None:
    """Whether the example of the documentation works in every media type."""
    values = dict(endpoint.example)
    if values["models"] == ["ae-conv-2", "vae-conv-2"]:
        values["models"] = [AE, VAE]
    else:
        one = VAE if endpoint.path.endswith("manifold") else RELU
        values["models"] = [one] if endpoint.method == "POST" else one
    for media in endpoint.media:
        response = answer_of(client, endpoint.path.removeprefix("/api/walk/"), media, **values)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == media
