"""Parameters that routes share: a wrong one is refused in a sentence."""

import struct
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.unit.api.support import (
    AUTOENCODER,
    CLASSIFIER,
    DENOISE,
    DENOISER,
    refused,
)

IMAGE = [[0.0] * 28] * 28


@pytest.mark.parametrize(
    ("path", "parameters", "status", "words"),
    [
        ("denoise", {"models": [DENOISER]}, 422, "either rows"),
        ("denoise", {**DENOISE, "images": [IMAGE]}, 422, "either rows"),
        ("denoise", {**DENOISE, "rows": []}, 422, "rows"),
        ("denoise", {**DENOISE, "rows": [0] * 257}, 422, "256"),
        ("denoise", {**DENOISE, "rows": [-1]}, 422, "rows.0"),
        ("denoise", {**DENOISE, "rows": ["0"]}, 422, "rows.0"),
        ("denoise", {**DENOISE, "rows": [True]}, 422, "rows.0"),
        ("denoise", {**DENOISE, "rows": [70_000]}, 404, "no row 70000"),
        ("denoise", {**DENOISE, "dataset": "cats"}, 422, "mnist"),
        ("denoise", {**DENOISE, "models": ["nobody"]}, 404, "no checkpoint 'nobody'"),
        ("denoise", {**DENOISE, "models": ["broken"]}, 404, "broken.safetensors"),
        ("denoise", {**DENOISE, "models": ["../../etc/passwd"]}, 404, "no checkpoint"),
        ("denoise", {**DENOISE, "models": [CLASSIFIER]}, 422, "classifies images"),
        ("denoise", {**DENOISE, "models": [DENOISER, DENOISER]}, 422, "only once"),
        ("denoise", {**DENOISE, "classifier": DENOISER}, 422, "reconstructs images"),
        ("denoise", {**DENOISE, "noise": {"kind": "fog"}}, 422, "gaussian"),
        (
            "denoise",
            {**DENOISE, "noise": {"kind": "gaussian", "sigma": 9}},
            422,
            "less than or equal to 2",
        ),
        (
            "denoise",
            {**DENOISE, "noise": {"kind": "gaussian", "depth": 1}},
            422,
            "depth: there is no such field",
        ),
        ("denoise", {**DENOISE, "noise": {"kind": "gaussian", "sigma": True}}, 422, "numbers"),
        ("denoise", {**DENOISE, "noise": "gaussian"}, 422, "JSON"),
        ("denoise", {**DENOISE, "seed": -1}, 422, "seed"),
        ("denoise", {**DENOISE, "seed": 2**64}, 422, "seed"),
        ("denoise", {**DENOISE, "modell": "x"}, 422, "modell"),
        ("classify", {"model": CLASSIFIER, "images": [[[0.0] * 27] * 28]}, 422, "28 rows of 28"),
        ("classify", {"model": CLASSIFIER, "images": [IMAGE] * 257}, 422, "256"),
        ("classify", {"model": CLASSIFIER, "images": [[[1.5] * 28] * 28]}, 422, "0 to 1"),
        ("classify", {"model": CLASSIFIER, "images": [[[10**400] * 28] * 28]}, 422, "too large"),
        ("classify", {"model": CLASSIFIER, "images": [[["0"] * 28] * 28]}, 422, "numbers"),
        ("classify", {"model": CLASSIFIER, "images": [[[True] * 28] * 28]}, 422, "numbers"),
        ("classify", {"model": CLASSIFIER, "images": []}, 422, "1 to 256"),
        ("classify", {"rows": [0]}, 422, "model"),
        ("decode", {"model": AUTOENCODER, "latents": [[0.0, 0.0]]}, 422, "3 numbers"),
        ("decode", {"model": AUTOENCODER, "latents": [[1e39, 0, 0]]}, 422, "finite"),
        ("decode", {"model": CLASSIFIER, "latents": [[0.0]]}, 422, "classifies images"),
        ("noise", {"rows": [0]}, 422, "noise"),
    ],
)
def test_a_wrong_call_is_refused_in_a_sentence(
    client: TestClient, path: str, parameters: dict[str, Any], status: int, words: str
) -> None:
    assert words in refused(client.post(f"/api/{path}", json=parameters), status)


def test_raw_pixels_that_are_not_finite_or_cut_are_refused(client: TestClient) -> None:
    kind = {"content-type": "application/octet-stream"}
    path = f"/api/classify?model={CLASSIFIER}"
    not_a_number = struct.pack("<f", float("nan")) * 784

    assert "finite" in refused(client.post(path, content=not_a_number, headers=kind), 422)
    assert "3,136" in refused(client.post(path, content=bytes(3135), headers=kind), 422)
    assert "3,136" in refused(client.post(path, content=b"", headers=kind), 422)
    too_many = bytes(784 * 257)
    sentence = refused(client.post(f"{path}&dtype=uint8", content=too_many, headers=kind), 422)
    assert "257" in sentence
