"""Noise, denoising, encoding, decoding and classification through the routes."""

import numpy as np
import pytest
import torch
from starlette.testclient import TestClient

from core import data, inference, noise
from core.checkpoints.pool import pool
from tests.unit.api.support import (
    AUTOENCODER,
    CLASSIFIER,
    DENOISER,
    GAUSSIAN,
    RAW,
    ROWS,
    arrays,
    pixels,
)


def test_denoise_gives_what_core_computes(client: TestClient) -> None:
    parameters = {
        "rows": ROWS,
        "models": [DENOISER, AUTOENCODER],
        "classifier": CLASSIFIER,
        "noise": GAUSSIAN,
        "seed": 11,
    }

    answer = arrays(client.post("/api/denoise", json=parameters, headers=RAW))

    x = pixels(ROWS)
    noisy = noise.apply_seeded(noise.from_spec(GAUSSIAN), x, 11)
    cleaned = [
        inference.reconstruct(pool().module(name), noisy) for name in (DENOISER, AUTOENCODER)
    ]
    np.testing.assert_array_equal(answer["clean"], x[:, 0].numpy())
    np.testing.assert_array_equal(answer["noisy"], noisy[:, 0].numpy())
    np.testing.assert_allclose(answer["cleaned"], torch.stack(cleaned)[:, :, 0].numpy(), atol=1e-5)
    for index, image in enumerate([noisy, *cleaned]):
        np.testing.assert_allclose(
            answer["squared_errors"][index], inference.squared_errors(x, image).numpy(), rtol=1e-4
        )
        np.testing.assert_allclose(
            answer["psnr"][index], inference.psnr(x, image).numpy(), rtol=1e-4
        )
    for index, image in enumerate([x, noisy, *cleaned]):
        read = inference.classify(pool().module(CLASSIFIER), image)
        np.testing.assert_allclose(answer["probabilities"][index], read.numpy(), atol=1e-5)


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
    answer = client.post("/api/classify", json={"model": CLASSIFIER, "rows": ROWS}).json()

    expected = inference.classify(pool().module(CLASSIFIER), pixels(ROWS)).numpy()
    np.testing.assert_allclose(answer["probabilities"], expected, atol=1e-6)
    assert answer["classes"] == expected.argmax(1).tolist()


@pytest.mark.parametrize("kind", noise.KINDS)
def test_noise_of_every_kind_repeats_with_its_seed(client: TestClient, kind: str) -> None:
    def noisy(seed: int) -> np.ndarray:
        parameters = {"rows": [60_000], "noise": {"kind": kind}, "seed": seed}
        return arrays(client.post("/api/noise", json=parameters, headers=RAW))["images"]

    np.testing.assert_array_equal(noisy(5), noisy(5))
    assert not np.array_equal(noisy(5), pixels([60_000])[:, 0].numpy())
