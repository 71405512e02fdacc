"""Noise, denoising, encoding, decoding and classification through the routes."""

import struct
from typing import Any

import numpy as np
import pytest
import torch
from starlette.testclient import TestClient

from core import data, inference, noise
from core.checkpoints.pool import pool
from tests.unit.api.support import (
    AUTOENCODER,
    CLASSIFIER,
    DENOISE,
    DENOISER,
    GAUSSIAN,
    RAW,
    ROWS,
    arrays,
    pixels,
    refused,
)

IMAGE = [[0.0] * 28] * 28


def test_denoise_gives_what_core_computes(client: TestClient) -> None:
    parameters = {
        "rows": ROWS,
        "models": [DENOISER, AUTOENCODER],
        "classifier": CLASSIFIER,
        "noise": GAUSSIAN,
        "seed": 11,
    }

    got = arrays(client.post("/api/denoise", json=parameters, headers=RAW))

    x = pixels(ROWS)
    noisy = noise.apply_seeded(noise.from_spec(GAUSSIAN), x, 11)
    cleaned = [
        inference.reconstruct(pool().module(name), noisy) for name in (DENOISER, AUTOENCODER)
    ]
    np.testing.assert_array_equal(got["clean"], x[:, 0].numpy())
    np.testing.assert_array_equal(got["noisy"], noisy[:, 0].numpy())
    np.testing.assert_allclose(got["cleaned"], torch.stack(cleaned)[:, :, 0].numpy(), atol=1e-5)
    for index, image in enumerate([noisy, *cleaned]):
        np.testing.assert_allclose(
            got["squared_errors"][index], inference.squared_errors(x, image).numpy(), rtol=1e-4
        )
        np.testing.assert_allclose(got["psnr"][index], inference.psnr(x, image).numpy(), rtol=1e-4)
    for index, image in enumerate([x, noisy, *cleaned]):
        read = inference.classify(pool().module(CLASSIFIER), image)
        np.testing.assert_allclose(got["probabilities"][index], read.numpy(), atol=1e-5)


def test_json_and_raw_bytes_hold_the_same(client: TestClient) -> None:
    parameters = {"rows": [60_001], "models": [DENOISER], "noise": {"kind": "block"}, "seed": 2}

    raw = arrays(client.post("/api/denoise", json=parameters, headers=RAW))
    plain = client.post("/api/denoise", json=parameters).json()

    assert plain.pop("models") == [DENOISER]
    assert set(plain) == set(raw)
    for name, value in raw.items():
        np.testing.assert_array_equal(np.array(plain[name], np.float32), value)


def test_without_noise_the_psnr_is_null_in_json_and_infinite_in_bytes(client: TestClient) -> None:
    parameters = {"rows": [60_000], "models": []}

    assert client.post("/api/denoise", json=parameters).json()["psnr"] == [[None]]
    assert np.isposinf(arrays(client.post("/api/denoise", json=parameters, headers=RAW))["psnr"])


def test_a_raw_body_is_read_as_the_same_pixels(client: TestClient) -> None:
    x = pixels(ROWS)
    as_bytes = data.load().images[ROWS].numpy().tobytes()
    by_row = client.post("/api/encode", json={"model": DENOISER, "rows": ROWS}).json()["latents"]

    kind = {"content-type": "application/octet-stream"}
    path = f"/api/encode?model={DENOISER}"
    floats = client.post(path, content=x.numpy().tobytes(), headers=kind).json()["latents"]
    bytes_ = client.post(f"{path}&dtype=uint8", content=as_bytes, headers=kind).json()["latents"]
    lists = client.post("/api/encode", json={"model": DENOISER, "images": x[:, 0].tolist()}).json()

    np.testing.assert_allclose(floats, by_row, rtol=1e-5)
    np.testing.assert_allclose(bytes_, by_row, rtol=1e-5)
    np.testing.assert_allclose(lists["latents"], by_row, rtol=1e-5)


def test_what_was_encoded_can_be_decoded(client: TestClient) -> None:
    latents = client.post("/api/encode", json={"model": AUTOENCODER, "rows": ROWS}).json()[
        "latents"
    ]
    parameters = {"model": AUTOENCODER, "latents": latents}

    images = np.array(client.post("/api/decode", json=parameters).json()["images"], np.float32)

    expected = inference.reconstruct(pool().module(AUTOENCODER), pixels(ROWS))[:, 0]
    np.testing.assert_allclose(images, expected.numpy(), atol=1e-5)
    raw = client.post(
        f"/api/decode?model={AUTOENCODER}",
        content=np.array(latents, "<f4").tobytes(),
        headers={**RAW, "content-type": "application/octet-stream"},
    )
    np.testing.assert_allclose(arrays(raw)["images"], images, atol=1e-6)


def test_classify_gives_probabilities_and_the_most_likely_class(client: TestClient) -> None:
    got = client.post("/api/classify", json={"model": CLASSIFIER, "rows": ROWS}).json()

    expected = inference.classify(pool().module(CLASSIFIER), pixels(ROWS)).numpy()
    np.testing.assert_allclose(got["probabilities"], expected, atol=1e-6)
    assert got["classes"] == expected.argmax(1).tolist()


@pytest.mark.parametrize("kind", noise.KINDS)
def test_noise_of_every_kind_repeats_with_its_seed(client: TestClient, kind: str) -> None:
    def noisy(seed: int) -> np.ndarray:
        parameters = {"rows": [60_000], "noise": {"kind": kind}, "seed": seed}
        return arrays(client.post("/api/noise", json=parameters, headers=RAW))["images"]

    np.testing.assert_array_equal(noisy(5), noisy(5))
    assert not np.array_equal(noisy(5), pixels([60_000])[:, 0].numpy())


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
