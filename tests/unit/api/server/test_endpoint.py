"""Every route: no call breaks it, its example works, and a batch answers each call as if alone."""

import json
from typing import Any

import httpx2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load
from starlette.requests import Request
from starlette.testclient import TestClient

from core.api.bounds.shares import Share
from core.api.endpoints import ENDPOINTS
from core.api.routes import inference, library
from core.api.server.endpoint import Call, Endpoint
from tests.unit.api.support import (
    AUTOENCODER,
    CLASSIFIER,
    DENOISE,
    DENOISER,
    GAUSSIAN,
    RAW,
    ROWS,
    refused,
)

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
POSTS = [endpoint for endpoint in ENDPOINTS if endpoint.method == "POST"]
GETS = [endpoint for endpoint in ENDPOINTS if endpoint.method == "GET"]
MAP = f"bottleneck:{AUTOENCODER}"
# Existing names get the search past the first check.
KNOWN = st.sampled_from(
    [DENOISER, AUTOENCODER, CLASSIFIER, [DENOISER], [0, 60_000], "mnist", "test", MAP, 5]
)
STATUSES = (200, 202, 400, 404, 413, 415, 422)


def require_answer(answer: httpx2.Response) -> None:
    """Require a result, a progress or one sentence, and no failure of the server."""
    assert answer.status_code in STATUSES, answer.text
    assert answer.status_code in (200, 202) or refused(answer, answer.status_code)


@given(endpoint=st.sampled_from(POSTS), drawn=st.data())
def test_any_json_gets_an_answer_or_a_sentence(
    client: TestClient, endpoint: Endpoint, drawn: st.DataObject
) -> None:
    names = st.sampled_from([*endpoint.request_model.model_fields, "unknown"])
    body = drawn.draw(st.dictionaries(names, KNOWN | JSON_VALUES))

    require_answer(
        client.post(
            endpoint.path,
            content=json.dumps({**endpoint.example, **body}, allow_nan=True),
            headers={"content-type": "application/json"},
        )
    )


@given(endpoint=st.sampled_from(GETS), drawn=st.data())
def test_any_query_gets_an_answer_or_a_sentence(
    client: TestClient, endpoint: Endpoint, drawn: st.DataObject
) -> None:
    names = st.sampled_from([*endpoint.request_model.model_fields, "unknown"])
    values = st.text(max_size=20) | KNOWN.map(str) | st.floats().map(str)
    parameters = drawn.draw(st.dictionaries(names, values))
    path = "/".join("0" if part.startswith("{") else part for part in endpoint.path.split("/"))

    require_answer(client.get(path, params=parameters))


@given(endpoint=st.sampled_from(POSTS), body=st.binary(max_size=8_000), dtype=st.text(max_size=8))
def test_any_bytes_get_an_answer_or_a_sentence(
    client: TestClient, endpoint: Endpoint, body: bytes, dtype: str
) -> None:
    for kind in ("application/octet-stream", "application/json"):
        require_answer(
            client.post(
                endpoint.path,
                params={"model": DENOISER, "dtype": dtype},
                content=body,
                headers={"content-type": kind},
            )
        )


@pytest.mark.parametrize(
    "endpoint",
    [*library.ENDPOINTS, *inference.ENDPOINTS],
    ids=lambda e: e.path,
)
def test_the_example_of_the_documentation_works(client: TestClient, endpoint: Endpoint) -> None:
    known: dict[str, Any] = {
        "model": DENOISER,
        "models": [DENOISER],
        "autoencoder": AUTOENCODER,
        "classifier": CLASSIFIER,
        "latents": [[0.5] * 16],
    }
    if endpoint.path == "/api/classify":
        known["model"] = CLASSIFIER
    parameters = {name: known.get(name, value) for name, value in endpoint.example.items()}

    for media in endpoint.media:
        accept = {"accept": media}
        if endpoint.method == "GET":
            rest = {k: v for k, v in parameters.items() if f"{{{k}}}" not in endpoint.path}
            answer = client.get(endpoint.path.format(**parameters), params=rest, headers=accept)
        else:
            answer = client.post(endpoint.path, json=parameters, headers=accept)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == media


def test_each_call_of_a_batch_gets_its_own_answer_or_sentence(client: TestClient) -> None:
    """Good and bad calls in one batch."""
    denoise = next(one for one in ENDPOINTS if one.path == "/api/denoise")
    parameters: list[dict[str, Any]] = [
        {**DENOISE, "noise": GAUSSIAN, "seed": 1},
        {**DENOISE, "rows": [70_000]},
        {**DENOISE, "rows": ROWS, "classifier": CLASSIFIER},
        {**DENOISE, "rows": [7], "models": ["nobody"]},
        {**DENOISE, "rows": [7, 8]},
    ]
    scope = {"type": "http", "path_params": {}, "query_string": b"", "method": "POST"}
    request = Request({**scope, "headers": [(b"content-type", b"application/json")]})
    share = Share("somebody", "192.0.2.1")
    calls = [Call(request, json.dumps(one).encode(), RAW["accept"], share) for one in parameters]

    together = denoise._answer_batch([denoise._parse_now(call) for call in calls])

    for one, joint in zip(parameters, together, strict=True):
        alone = client.post("/api/denoise", json=one, headers=RAW)
        if isinstance(joint, Exception):
            assert refused(alone, alone.status_code) == str(joint)
        else:
            whole = load(bytes(joint.body))
            for name, value in load(alone.content).items():
                np.testing.assert_allclose(whole[name], value, rtol=1e-4, atol=1e-5)
